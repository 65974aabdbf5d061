package dev.convoy.onnx.reader;

import dev.convoy.compute.ConvGeometry;
import java.util.Map;
import java.util.Set;

/**
 * What all nodes of a model share while it is read.
 *
 * @param opset version of the standard operators
 * @param batch images that the model was exported for; 1 if it takes any number
 * @param algorithm of convolutions
 * @param values what each name stands for, as far as that is known
 * @param readers how many nodes and outputs read each name
 * @param outputs names of the graph's outputs
 * @param layerOutputs by node of the network, the name of what it gives
 */
record ReaderState(
    int opset,
    int batch,
    ConvGeometry.Algorithm algorithm,
    NetworkBuilder network,
    TensorReader tensors,
    Map<String, Value> values,
    Map<String, Integer> readers,
    Set<String> outputs,
    Map<String, String> layerOutputs) {
  void set(String name, Value value) {
    values.put(name, value);
  }
}
