package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.network.layer.Layer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One ONNX node while it is turned into layers: its inputs, attributes, and where results go. */
final class OperatorCall {
  private final NodeProto node;
  private final Attributes attributes;
  private final List<@Nullable Value> inputs;
  private final ReaderState state;

  OperatorCall(NodeProto node, List<@Nullable Value> inputs, ReaderState state) {
    this.node = node;
    this.attributes = new Attributes(node);
    this.inputs = inputs;
    this.state = state;
  }

  NetworkBuilder network() {
    return state.network();
  }

  Attributes attributes() {
    return attributes;
  }

  int opset() {
    return state.opset();
  }

  /** Images that the model was exported for; 1 if it takes any number. */
  int batch() {
    return state.batch();
  }

  ConvGeometry.Algorithm algorithm() {
    return state.algorithm();
  }

  TensorReader tensors() {
    return state.tensors();
  }

  String operator() {
    return node.getOpType();
  }

  /** The node's name, or its first output's where it has none. */
  String name() {
    return node.getName().isEmpty() ? node.getOutput(0) : node.getName();
  }

  // ---- inputs

  int inputCount() {
    return inputs.size();
  }

  boolean has(int i) {
    return i < inputs.size() && inputs.get(i) != null;
  }

  Value value(int i) {
    if (!has(i)) {
      throw new OnnxException("input %s is missing", i);
    }
    return inputs.get(i);
  }

  boolean isConstant(int i) {
    return value(i) instanceof Constant;
  }

  /** An input that depends on the image. */
  Activation activation(int i) {
    if (value(i) instanceof Activation activation) {
      return activation;
    }
    throw new OnnxException("input %s is the constant %s, needed an activation", i, value(i));
  }

  /** An input that is known now. */
  Constant constant(int i) {
    if (value(i) instanceof Constant constant) {
      return constant;
    }
    throw new OnnxException(
        "input %s (\"%s\") depends on the image; only constants are known there",
        i, node.getInput(i));
  }

  Optional<Constant> optionalConstant(int i) {
    return has(i) ? Optional.of(constant(i)) : Optional.empty();
  }

  /** An input that is an image [N, C, H, W]. */
  Activation image(int i) {
    Activation image = activation(i);
    if (image.layout().rank() != 3) {
      throw new OnnxException(
          "input %s has shape %s, needed images [N, C, H, W]", i, describe(image));
    }
    return image;
  }

  /** ONNX's sizes of an activation, the batch among them. */
  int[] dims(Activation value) {
    int[] sizes = value.layout().sizes();
    int[] dims = new int[sizes.length + 1];
    dims[0] = batch();
    System.arraycopy(sizes, 0, dims, 1, sizes.length);
    return dims;
  }

  /** For messages: {@code [N, 64, 56, 56]}. */
  String describe(Activation value) {
    return Arrays.toString(dims(value)).replaceFirst("\\d+", "N");
  }

  /** Whether an input is what a layer gives, unchanged, and nobody else reads it. */
  boolean isOnlyReaderOfLayer(int i) {
    String name = node.getInput(i);
    return state.readers().getOrDefault(name, 0) == 1
        && name.equals(state.layerOutputs().get(activation(i).node()));
  }

  /**
   * An axis of an activation without the batch, from ONNX's number, which may count from the end.
   */
  int axis(long onnxAxis, Activation value) {
    int rank = value.layout().rank() + 1;
    int axis = absoluteAxis(onnxAxis, rank);
    if (axis == 0) {
      throw new OnnxException("axis 0 is the batch; images are computed one by one here");
    }
    return axis - 1;
  }

  static int absoluteAxis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new OnnxException("axis %s of a tensor of rank %s", axis, rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** The order in which an activation's axes lie; the standard one if they are mixed. */
  int[] order(Activation value) {
    Layout layout = value.layout();
    return layout.order().orElse(Layout.standardOrder(layout.rank()));
  }

  /** The array of an image as [H, W, C]. */
  String nhwc(Activation image) {
    return network().shaped(image, 1, 2, 0);
  }

  boolean hasOnlyConstants() {
    return inputs.stream().allMatch(input -> input == null || input instanceof Constant);
  }

  // ---- results

  /** How many outputs somebody may read. */
  int outputCount() {
    return node.getOutputCount();
  }

  boolean isRead(int output) {
    return output < node.getOutputCount()
        && state.readers().getOrDefault(node.getOutput(output), 0) > 0;
  }

  void refuseOutput(int output, String what) {
    if (isRead(output)) {
      throw new OnnxException("its output of %s is read, which is not known here", what);
    }
  }

  /** Adds the layer that is this node. */
  String add(Layer layer, Map<String, Tensor> parameters, String... from) {
    String added = addNamed(name(), layer, parameters, from);
    state.layerOutputs().put(added, node.getOutput(0));
    return added;
  }

  String add(Layer layer, String... from) {
    return add(layer, Map.of(), from);
  }

  /** Adds a layer that prepares this node, or does a part of it. */
  String addPart(String word, Layer layer, Map<String, Tensor> parameters, String... from) {
    return addNamed(name() + "/" + word, layer, parameters, from);
  }

  /** Adds the layer that makes one of several outputs. */
  String addOutput(int output, Layer layer, String... from) {
    return addNamed(node.getOutput(output), layer, Map.of(), from);
  }

  private String addNamed(
      String name, Layer layer, Map<String, Tensor> parameters, String... from) {
    for (Tensor tensor : parameters.values()) {
      tensors().budget().spend(tensor.data().length);
    }
    if (!state.outputs().contains(name)) {
      return network().add(name, layer, List.of(from), weightName(), parameters);
    }
    // The name of an output is kept for its values in ONNX's order of axes.
    String other = name + "/" + operator();
    String node = network().add(other, layer, List.of(from), weightName(), parameters);
    network().giveWay(node, name);
    return node;
  }

  /**
   * An activation's elements, in ONNX's order, dealt to other axes. Nothing is moved unless a new
   * axis would begin within an old one that it does not divide.
   */
  Activation reshaped(Activation x, int... sizes) {
    return x.layout()
        .reshaped(sizes)
        .map(x::with)
        .orElseGet(
            () -> {
              int[] plain = IntStream.range(0, x.layout().rank()).toArray();
              int[] newPlain = IntStream.range(0, sizes.length).toArray();
              return new Activation(network().shaped(x, plain), Layout.of(sizes, newPlain));
            });
  }

  /** As PyTorch calls the module: its weights' name without {@code .weight}; else the node's. */
  private String weightName() {
    String ending = ".weight";
    if (node.getInputCount() > 1 && node.getInput(1).endsWith(ending)) {
      String tensor = node.getInput(1);
      return tensor.substring(0, tensor.length() - ending.length());
    }
    return name();
  }

  void set(Value value) {
    set(0, value);
  }

  void set(int output, Value value) {
    state.set(node.getOutput(output), value);
    if (value instanceof Activation activation) {
      if (output == 0) {
        network().alias(node.getName(), activation.node());
      }
      network().alias(node.getOutput(output), activation.node());
    }
  }

  /** Sets the result to a node that is an image [H, W, C]. */
  void setImage(String node) {
    Shape shape = network().shape(node);
    set(new Activation(node, Layout.image(shape.c(), shape.h(), shape.w())));
  }

  /** The layer that is this node, run on an input as it lies. */
  void setSameLayout(Activation input, Layer layer) {
    set(new Activation(add(layer, input.node()), input.layout()));
  }

  /** Trouble, with this node, its operator and the operator set in front. */
  OnnxException error(Throwable cause) {
    return OnnxException.at(GraphOrder.describe(node) + ", operator set " + opset(), cause);
  }
}
