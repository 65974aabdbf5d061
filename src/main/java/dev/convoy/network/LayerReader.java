package dev.convoy.network;

import dev.convoy.compute.Arithmetic;
import dev.convoy.compute.AveragePool2d;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.Padding;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Window;
import dev.convoy.config.ConfigNode;
import dev.convoy.network.layer.AddLayer;
import dev.convoy.network.layer.ArithmeticLayer;
import dev.convoy.network.layer.AveragePool2dLayer;
import dev.convoy.network.layer.BatchNormLayer;
import dev.convoy.network.layer.ConcatLayer;
import dev.convoy.network.layer.ConstantArithmeticLayer;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.FlattenLayer;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.GlobalMaxPoolLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.LogSoftmaxLayer;
import dev.convoy.network.layer.MaxPool2dLayer;
import dev.convoy.network.layer.PReluLayer;
import dev.convoy.network.layer.ReluLayer;
import dev.convoy.network.layer.Side;
import dev.convoy.network.layer.SigmoidLayer;
import dev.convoy.network.layer.SoftmaxLayer;
import dev.convoy.network.layer.Spacing;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads one entry of {@code layers:} in a network file; a kind is one row of the table below. */
final class LayerReader {
  private static final int LARGEST = 1 << 20;
  private static final List<String> COMMON_KEYS = List.of("name", "kind", "input");

  private record Kind(
      List<String> keys, BiFunction<ConfigNode, ConvGeometry.Algorithm, Layer> reader) {}

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    add(
        "conv2d",
        LayerReader::conv2d,
        "outC",
        "filter",
        "stride",
        "pad",
        "dilation",
        "groups",
        "bias",
        "inC",
        "filterBank",
        "weights");
    add("dense", LayerReader::dense, "outC", "bias", "inC", "weights");
    add(
        "maxPool2d",
        LayerReader::maxPool2d,
        "filter",
        "stride",
        "pad",
        "dilation",
        "rounding",
        "ties");
    add(
        "averagePool2d",
        LayerReader::averagePool2d,
        "filter",
        "stride",
        "pad",
        "dilation",
        "rounding",
        "divisor");
    add("globalAveragePool", node -> new GlobalAveragePoolLayer());
    add("relu", node -> new ReluLayer(ReluLayer.Form.PLAIN, 0f));
    add("relu6", node -> new ReluLayer(ReluLayer.Form.SIX, 0f));
    add("leakyRelu", LayerReader::leakyRelu, "slope");
    add("sigmoid", node -> new SigmoidLayer());
    add("softmax", node -> new SoftmaxLayer());
    add("logSoftmax", node -> new LogSoftmaxLayer());
    PointwiseReader.KINDS.forEach(
        (kind, numbers) ->
            add(
                kind,
                node -> PointwiseReader.read(kind, node),
                numbers.keySet().toArray(String[]::new)));
    add("prelu", node -> new PReluLayer(shape(node.get("slope"))), "slope", "weights");
    for (Arithmetic operation : Arithmetic.values()) {
      if (operation != Arithmetic.ADD) { // of which AddLayer takes more than two
        ArithmeticLayer layer = new ArithmeticLayer(operation);
        add(layer.kind(), node -> layer);
      }
    }
    add(
        "constantArithmetic",
        LayerReader::constantArithmetic,
        "operation",
        "constant",
        "shape",
        "weights");
    add("batchNorm", LayerReader::batchNorm, "epsilon", "weights");
    add("pad2d", SpatialLayerReader::pad2d, "pad", "mode", "value");
    add("add", node -> new AddLayer());
    add("concat", node -> new ConcatLayer());
    add("flatten", node -> new FlattenLayer());
    add("globalMaxPool", node -> new GlobalMaxPoolLayer());
    add("permute", SpatialLayerReader::permute, "axes");
    add("slice", SpatialLayerReader::slice, "start", "count", "step");
    add(
        "resize",
        SpatialLayerReader::resize,
        "size",
        "scale",
        "interpolation",
        "coordinates",
        "antialias");
    add(
        "convTranspose2d",
        SpatialLayerReader::convTranspose2d,
        "outC",
        "filter",
        "stride",
        "pad",
        "extra",
        "dilation",
        "groups",
        "bias",
        "inC",
        "weights");
    add(
        "localResponseNorm",
        SpatialLayerReader::localResponseNorm,
        "size",
        "alpha",
        "beta",
        "offset");
    add("layerNorm", SpatialLayerReader::layerNorm, "axes", "epsilon", "weights");
    add("groupNorm", SpatialLayerReader::groupNorm, "groups", "epsilon", "weights");
    add("instanceNorm", SpatialLayerReader::instanceNorm, "epsilon", "weights");
  }

  private LayerReader() {}

  private static void add(String kind, Function<ConfigNode, Layer> reader, String... keys) {
    add(kind, (node, algorithm) -> reader.apply(node), keys);
  }

  private static void add(
      String kind, BiFunction<ConfigNode, ConvGeometry.Algorithm, Layer> reader, String... keys) {
    List<String> all = new ArrayList<>(COMMON_KEYS);
    all.addAll(Arrays.asList(keys));
    KINDS.put(kind, new Kind(all, reader));
  }

  /**
   * Reads kind and sizes; the keys {@code name} and {@code input} belong to the network.
   *
   * @param algorithm of the network's convolutions
   */
  static Layer read(ConfigNode node, ConvGeometry.Algorithm algorithm) {
    Kind kind = KINDS.get(node.get("kind").oneOf(KINDS.keySet()));
    node.onlyKeys(kind.keys);
    return kind.reader.apply(node, algorithm);
  }

  private static Layer conv2d(ConfigNode node, ConvGeometry.Algorithm algorithm) {
    int groups = node.find("groups").map(LayerReader::size).orElse(1);
    boolean biased = node.find("bias").map(bias -> bias.isList() || bias.bool()).orElse(true);
    Window window;
    int outC;
    if (node.find("filterBank").isPresent()) {
      for (String key : List.of("outC", "filter")) {
        if (node.find(key).isPresent()) {
          throw node.get(key).error("is given by \"filterBank\" already; needs only one of them");
        }
      }
      FilterBank bank = FilterBank.read(node.get("filterBank"));
      window = window(node, new int[] {bank.filterH(), bank.filterW()}, 1, 1);
      outC = bank.outC();
      biased = node.find("bias").isPresent() && biased;
    } else {
      window = window(node, pair(node.get("filter")), 1, 1);
      outC = size(node.get("outC"));
    }
    return new Conv2dLayer(outC, window, spacing(node), groups, biased, algorithm);
  }

  private static Layer dense(ConfigNode node) {
    boolean biased = node.find("bias").map(ConfigNode::bool).orElse(true);
    return new DenseLayer(size(node.get("outC")), biased);
  }

  private static Layer maxPool2d(ConfigNode node) {
    String ties = node.find("ties").map(t -> t.oneOf("first", "all")).orElse("first");
    return new MaxPool2dLayer(
        poolWindow(node),
        spacing(node),
        rounding(node),
        ties.equals("all") ? MaxPool2d.Ties.ALL : MaxPool2d.Ties.FIRST);
  }

  private static Layer averagePool2d(ConfigNode node) {
    String divisor =
        node.find("divisor").map(d -> d.oneOf("image", "imageAndPadding")).orElse("image");
    return new AveragePool2dLayer(
        poolWindow(node),
        spacing(node),
        rounding(node),
        divisor.equals("image")
            ? AveragePool2d.Divisor.IMAGE_ONLY
            : AveragePool2d.Divisor.IMAGE_AND_PADDING);
  }

  private static Layer leakyRelu(ConfigNode node) {
    float slope = node.find("slope").map(s -> (float) s.number()).orElse(0.01f);
    return new ReluLayer(ReluLayer.Form.LEAKY, slope);
  }

  private static Layer batchNorm(ConfigNode node) {
    return new BatchNormLayer(node.find("epsilon").map(ConfigNode::number).orElse(1e-5));
  }

  private static Layer constantArithmetic(ConfigNode node) {
    String operation = node.get("operation").oneOf(words(Arithmetic.values()));
    String side = node.find("constant").map(s -> s.oneOf(words(Side.values()))).orElse("right");
    return new ConstantArithmeticLayer(
        Arithmetic.valueOf(operation.toUpperCase(Locale.ROOT)),
        Side.valueOf(side.toUpperCase(Locale.ROOT)),
        shape(node.get("shape")));
  }

  private static List<String> words(Enum<?>[] values) {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static Window poolWindow(ConfigNode node) {
    int[] filter = pair(node.get("filter"));
    return window(node, filter, filter[0], filter[1]);
  }

  /** The stride is the default one where there is none. */
  static Window window(ConfigNode node, int[] filter, int strideH, int strideW) {
    int[] stride = node.find("stride").map(LayerReader::pair).orElse(new int[] {strideH, strideW});
    int[] dilation = node.find("dilation").map(LayerReader::pair).orElse(new int[] {1, 1});
    return new Window(filter[0], filter[1], stride[0], stride[1], dilation[0], dilation[1]);
  }

  private static PoolGeometry.Rounding rounding(ConfigNode node) {
    String word = node.find("rounding").map(r -> r.oneOf("floor", "ceil")).orElse("floor");
    return word.equals("ceil") ? PoolGeometry.Rounding.CEIL : PoolGeometry.Rounding.FLOOR;
  }

  private static Spacing spacing(ConfigNode node) {
    if (node.find("pad").isEmpty()) {
      return new Spacing.Pixels(Padding.NONE);
    }
    ConfigNode pad = node.get("pad");
    if (pad.isScalar() && pad.string().equals("same")) {
      return new Spacing.Same();
    }
    if (pad.isScalar() && pad.string().equals("valid")) {
      return new Spacing.Pixels(Padding.NONE);
    }
    return new Spacing.Pixels(padding(pad));
  }

  /** One number for all sides, or {@code [top, bottom, left, right]}. */
  static Padding padding(ConfigNode node) {
    if (node.isScalar()) {
      return Padding.all(node.integer(0, LARGEST));
    }
    List<ConfigNode> sides = node.list();
    if (sides.size() != 4) {
      throw node.error(
          "found a list of %s, needed pixels for all sides, or [top, bottom, left, right]",
          sides.size());
    }
    int[] pixels = sides.stream().mapToInt(side -> side.integer(0, LARGEST)).toArray();
    return new Padding(pixels[0], pixels[1], pixels[2], pixels[3]);
  }

  /** One number for both directions, or {@code [high, wide]}. */
  static int[] pair(ConfigNode node) {
    List<ConfigNode> values = node.listOrSingle();
    if (values.isEmpty() || values.size() > 2) {
      throw node.error("found a list of %s, needed one number or [high, wide]", values.size());
    }
    return new int[] {size(values.get(0)), size(values.get(values.size() - 1))};
  }

  /** Sizes, outermost first. */
  private static Shape shape(ConfigNode node) {
    return Shape.of(node.listOrSingle().stream().mapToInt(LayerReader::size).toArray());
  }

  static int size(ConfigNode node) {
    return node.integer(1, LARGEST);
  }
}
