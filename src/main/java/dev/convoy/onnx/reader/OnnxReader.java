package dev.convoy.onnx.reader;

import static java.util.stream.Collectors.toSet;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.convoy.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a convolutional network from an ONNX file, as PyTorch, TensorFlow or a model zoo made it.
 *
 * <pre>
 *   Network network = OnnxReader.read(ModelFiles.of(Path.of("resnet18.onnx")), ReadOptions.STANDARD);
 * </pre>
 *
 * <p>Nodes keep their ONNX names, and the names of their outputs serve as well. Activations that
 * ONNX calls [N, C, H, W] are stored [H, W, C] per image; vectors in ONNX's order. What depends on
 * no image is computed now.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/IR.md">Open Neural Network Exchange
 *     Intermediate Representation</a>
 */
public final class OnnxReader {
  private final GraphProto graph;
  private final ReaderState state;
  private final boolean channelsLast;
  private final Map<String, TensorProto> initializers = new HashMap<>();

  private OnnxReader(GraphProto graph, ReaderState state, boolean channelsLast) {
    this.graph = graph;
    this.state = state;
    this.channelsLast = channelsLast;
    for (TensorProto tensor : graph.getInitializerList()) {
      if (initializers.put(tensor.getName(), tensor) != null) {
        throw new OnnxException("tensor \"%s\" is there twice", tensor.getName());
      }
    }
  }

  /**
   * Reads a model.
   *
   * @throws OnnxException naming the file and, where there is one, the node, its operator and the
   *     operator set: if the file is damaged or no ONNX model, if its weights are missing or do not
   *     fit, or if it says what is not known here
   */
  public static Network read(ModelFiles files, ReadOptions options) {
    try {
      ModelProto model = ModelParser.parse(files);
      GraphProto graph = model.getGraph();
      if (graph.getSparseInitializerCount() > 0) {
        throw new OnnxException("the model has sparse weights, which are not known here");
      }
      int opset = ModelParser.opset(model);
      List<NodeProto> order = GraphOrder.of(graph);
      ImageInput input = ImageInput.find(graph, order, options);
      NetworkBuilder network = new NetworkBuilder(input.shape());
      ReaderState state =
          new ReaderState(
              opset,
              input.batch(),
              options.algorithm(),
              network,
              new TensorReader(files),
              new HashMap<>(),
              readers(graph, order),
              graph.getOutputList().stream().map(ValueInfoProto::getName).collect(toSet()),
              new HashMap<>());
      state.set(input.name(), new Activation(Network.INPUT, input.layout()));
      network.alias(input.name(), Network.INPUT);
      return new OnnxReader(graph, state, input.channelsLast())
          .network(order, baseName(files.name()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw OnnxException.at(files.name(), e);
    }
  }

  private static Map<String, Integer> readers(GraphProto graph, List<NodeProto> order) {
    Map<String, Integer> readers = new HashMap<>();
    for (NodeProto node : order) {
      node.getInputList().forEach(name -> readers.merge(name, 1, Integer::sum));
    }
    graph.getOutputList().forEach(output -> readers.merge(output.getName(), 1, Integer::sum));
    return readers;
  }

  private static String baseName(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    return name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
  }

  private Network network(List<NodeProto> order, String name) {
    Operators.checkAllKnown(order, state.opset());
    for (NodeProto node : order) {
      OperatorCall call = new OperatorCall(node, inputs(node), state);
      try {
        Operators.translate(call);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw call.error(e);
      }
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      finish(output.getName());
    }
    return state.network().network(name);
  }

  private List<@Nullable Value> inputs(NodeProto node) {
    List<@Nullable Value> inputs = new ArrayList<>();
    for (String name : node.getInputList()) {
      inputs.add(name.isEmpty() ? null : value(name));
    }
    return inputs;
  }

  /** Weights are decoded when the first node asks for them, so that unused ones cost nothing. */
  private Value value(String name) {
    Value known = state.values().get(name);
    if (known != null) {
      return known;
    }
    TensorProto tensor = initializers.get(name);
    if (tensor == null) {
      throw new OnnxException("\"%s\" is made by no node that was read", name);
    }
    Constant constant = state.tensors().read(tensor);
    if (state.readers().getOrDefault(name, 0) > 1) {
      state.set(name, constant);
    }
    return constant;
  }

  /** An output's axes are brought in order: images as [H, W, C], all others as ONNX has them. */
  private void finish(String output) {
    if (!(state.values().get(output) instanceof Activation value)) {
      throw new OnnxException("the graph's output \"%s\" does not depend on the image", output);
    }
    Layout layout = value.layout();
    if (layout.rank() > 0) {
      int[] order = Layout.standardOrder(layout.rank());
      if (channelsLast && layout.rank() == 3 && !layout.isStored(order)) {
        order = new int[] {0, 1, 2};
      }
      state.network().alias(output, state.network().shaped(value, order));
    }
  }
}
