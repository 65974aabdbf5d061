package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which ONNX operator becomes what. An operator whose inputs are all constants is computed at once
 * ({@link Folding}); any other one becomes layers.
 */
final class Operators {
  /**
   * One operator.
   *
   * @param inputs how many it takes at most
   * @param attributes all it may have
   */
  private record Operator(int inputs, List<String> attributes, Consumer<OperatorCall> translate) {}

  /** Operators that meant before set 7 what they mean since, as far as their attributes agree. */
  private static final Set<String> UNCHANGED =
      Set.of(
          ("Abs AveragePool Ceil Concat Constant Conv ConvTranspose DepthToSpace Elu Exp Flatten Floor"
                  + " GlobalAveragePool GlobalMaxPool HardSigmoid Identity InstanceNormalization LRN"
                  + " LeakyRelu Log LogSoftmax MatMul MaxPool Neg Reciprocal ReduceL1 ReduceL2"
                  + " ReduceLogSum ReduceMax ReduceMean ReduceMin ReduceSum ReduceSumSquare Relu"
                  + " Reshape Selu Shape Sigmoid Softmax Softplus Softsign SpaceToDepth Split Sqrt"
                  + " Squeeze Tanh Transpose Unsqueeze")
              .split(" "));

  private static final int ANY = Integer.MAX_VALUE;
  private static final Map<String, Operator> TABLE = new TreeMap<>();

  static {
    String[] window = {"auto_pad", "dilations", "kernel_shape", "pads", "strides"};
    add("Conv", 3, ConvolutionOperators::conv, with(window, "group"));
    add(
        "ConvTranspose",
        3,
        ConvolutionOperators::convTranspose,
        with(window, "group", "output_padding", "output_shape"));
    add("MaxPool", 1, PoolOperators::max, with(window, "ceil_mode", "storage_order"));
    add("AveragePool", 1, PoolOperators::average, with(window, "ceil_mode", "count_include_pad"));
    add("GlobalAveragePool", 1, PoolOperators::globalAverage);
    add("GlobalMaxPool", 1, PoolOperators::globalMax);
    add(
        "BatchNormalization",
        5,
        NormOperators::batch,
        "epsilon",
        "momentum",
        "spatial",
        "training_mode");
    add("InstanceNormalization", 3, NormOperators::instance, "epsilon");
    add("GroupNormalization", 3, NormOperators::group, "epsilon", "num_groups", "stash_type");
    add("LayerNormalization", 3, NormOperators::layer, "axis", "epsilon", "stash_type");
    add("LRN", 1, NormOperators::local, "alpha", "beta", "bias", "size");

    add("Relu", 1, PointwiseOperators::relu);
    add("LeakyRelu", 1, PointwiseOperators::leakyRelu, "alpha");
    add("PRelu", 2, PointwiseOperators::prelu);
    add("Clip", 3, PointwiseOperators::clip, "max", "min");
    add("Sigmoid", 1, PointwiseOperators::sigmoid);
    add("Softmax", 1, PointwiseOperators::softmax, "axis");
    add("LogSoftmax", 1, PointwiseOperators::softmax, "axis");
    PointwiseOperators.functions()
        .forEach(
            (name, attributes) ->
                add(name, 1, PointwiseOperators::function, attributes.toArray(String[]::new)));

    for (String name : List.of("Add", "Sub", "Mul", "Div", "Pow")) {
      add(name, 2, ArithmeticOperators::binary);
    }
    for (String name : List.of("Sum", "Min", "Max", "Mean")) {
      add(name, ANY, ArithmeticOperators::several);
    }
    add("Gemm", 3, MatrixOperators::gemm, "alpha", "beta", "transA", "transB");
    add("MatMul", 2, MatrixOperators::matMul);

    add("Flatten", 1, ShapeOperators::flatten, "axis");
    add("Reshape", 2, ShapeOperators::reshape, "allowzero", "shape");
    add("Squeeze", 2, ShapeOperators::squeeze, "axes");
    add("Unsqueeze", 2, ShapeOperators::unsqueeze, "axes");
    add("Transpose", 1, ShapeOperators::transpose, "perm");
    add("DepthToSpace", 1, ShapeOperators::depthToSpace, "blocksize", "mode");
    add("SpaceToDepth", 1, ShapeOperators::spaceToDepth, "blocksize");
    add("Shape", 1, ShapeOperators::shape, "end", "start");
    add("Size", 1, ShapeOperators::size);
    add("Identity", 1, ShapeOperators::identity);
    add("Dropout", 3, ShapeOperators::dropout, "is_test", "ratio", "seed");
    add("Cast", 1, ShapeOperators::cast, "saturate", "to");
    add("Expand", 2, RepeatOperators::expand);
    add("Tile", 2, RepeatOperators::tile);

    add("Concat", ANY, SelectOperators::concat, "axis");
    add("Slice", 5, SelectOperators::slice, "axes", "ends", "starts");
    add("Split", 2, SelectOperators::split, "axis", "num_outputs", "split");
    add("Gather", 2, SelectOperators::gather, "axis");
    add("Pad", 4, SelectOperators::pad, "mode", "pads", "value");
    for (String name : ReduceOperators.NAMES) {
      add(name, 2, ReduceOperators::reduce, "axes", "keepdims", "noop_with_empty_axes");
    }
    add("Upsample", 2, ResizeOperators::upsample, "mode", "scales");
    add(
        "Resize",
        4,
        ResizeOperators::resize,
        "antialias",
        "axes",
        "coordinate_transformation_mode",
        "cubic_coeff_a",
        "exclude_outside",
        "extrapolation_value",
        "keep_aspect_ratio_policy",
        "mode",
        "nearest_mode");
  }

  private Operators() {}

  private static void add(
      String name, int inputs, Consumer<OperatorCall> translate, String... attributes) {
    TABLE.put(name, new Operator(inputs, List.of(attributes), translate));
  }

  private static String[] with(String[] some, String... others) {
    List<String> all = new ArrayList<>(Arrays.asList(some));
    all.addAll(Arrays.asList(others));
    return all.toArray(String[]::new);
  }

  /** Operators that may read activations, in alphabetical order. */
  static Set<String> supported() {
    return TABLE.keySet();
  }

  /**
   * Names every operator of a model that is not known here at once, before anything is computed.
   */
  static void checkAllKnown(List<NodeProto> nodes, int opset) {
    Map<String, NodeProto> unknown = new TreeMap<>();
    for (NodeProto node : nodes) {
      if (opset < ModelParser.OLDEST_OPSET && !UNCHANGED.contains(node.getOpType())) {
        throw new OnnxException(
            "%s, operator set %s: before set %s this operator means something else; export the"
                + " model again for a newer one",
            GraphOrder.describe(node), opset, ModelParser.OLDEST_OPSET);
      }
      boolean known = TABLE.containsKey(node.getOpType()) || Folding.knows(node.getOpType());
      if (!known || !ModelParser.isStandard(node.getDomain())) {
        String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
        unknown.putIfAbsent(domain + node.getOpType(), node);
      }
    }
    if (!unknown.isEmpty()) {
      NodeProto first = unknown.values().iterator().next();
      throw new OnnxException(
          "%s, operator set %s: operator %s is not known here; known are %s",
          GraphOrder.describe(first), opset, String.join(", ", unknown.keySet()), words());
    }
  }

  private static String words() {
    Set<String> all = new TreeSet<>(supported());
    StringBuilder words = new StringBuilder(String.join(", ", all));
    Set<String> constants = new TreeSet<>(Folding.names());
    constants.removeAll(all);
    return words.append("; of constants also ").append(String.join(", ", constants)).toString();
  }

  /** Turns one node into layers, or computes it. */
  static void translate(OperatorCall call) {
    String name = call.operator();
    if (Folding.knows(name) && call.hasOnlyConstants()) {
      Folding.fold(call);
      return;
    }
    Operator operator = TABLE.get(name);
    if (operator == null) {
      throw new OnnxException(
          "it is known for constants only, but an input depends on the image; known are %s",
          words());
    }
    if (call.inputCount() > operator.inputs) {
      throw new OnnxException(
          "it has %s inputs, takes at most %s", call.inputCount(), operator.inputs);
    }
    call.attributes().only(operator.attributes);
    operator.translate.accept(call);
  }
}
