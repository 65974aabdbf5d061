package dev.convoy.network;

import dev.convoy.network.layer.Keep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of an image's forward pass backward needs, and nothing more: the inputs of convolutions and
 * dense layers, one bit a value of a rectifier, the winners of a max-pooling, and the network's
 * outputs, where backward begins. The notebook calls this the cache.
 */
public final class ForwardCache {
  private ForwardCache() {}

  /** The tensors to keep, in the order of the nodes; an array that two nodes need is there once. */
  public static List<KeptTensor> of(Network network) {
    Map<String, KeptTensor> kept = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      Keep keep = node.layer().keep();
      if (keep instanceof Keep.Inputs) {
        for (String input : node.inputs()) {
          put(kept, KeptTensor.output(input, network.shapeOf(input)));
        }
      } else if (keep instanceof Keep.Output) {
        put(kept, KeptTensor.output(node.name(), node.shape()));
      } else if (keep instanceof Keep.Packed packed) {
        put(kept, KeptTensor.packed(node, packed));
      }
    }
    for (String output : network.outputs()) {
      put(kept, KeptTensor.output(output, network.shapeOf(output)));
    }
    return new ArrayList<>(kept.values());
  }

  private static void put(Map<String, KeptTensor> kept, KeptTensor tensor) {
    kept.putIfAbsent(tensor.name(), tensor);
  }

  /** Bytes one image's cache takes, before compression. */
  public static long byteCount(List<KeptTensor> kept) {
    return kept.stream().mapToLong(KeptTensor::byteCount).sum();
  }

  /**
   * Bytes of one image and the float32 outputs of all nodes: what keeping everything would take.
   */
  public static long activationBytes(Network network) {
    long floats = network.inputShape().count();
    for (Node node : network.nodes()) {
      floats += node.shape().count();
    }
    return floats * Float.BYTES;
  }
}
