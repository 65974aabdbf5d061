package dev.convoy.onnx.writer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.convoy.network.Node;
import dev.convoy.network.layer.BatchNormLayer;
import dev.convoy.network.layer.GroupNormLayer;
import dev.convoy.network.layer.InstanceNormLayer;
import dev.convoy.network.layer.LayerNormLayer;
import dev.convoy.network.layer.LocalResponseNormLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Normalisations. ONNX wants channels behind the batch, and most of them on images. */
final class NormForms {
  private NormForms() {}

  static void batch(BatchNormLayer layer, Node node, GraphWriter graph) {
    String x = node.shape().rank() == 1 ? graph.input(node) : asImage(node, graph);
    List<String> inputs =
        List.of(
            x,
            graph.vector(node, "gamma"),
            graph.vector(node, "beta"),
            graph.vector(node, "mean"),
            graph.vector(node, "variance"));
    AttributeProto epsilon = Attribute.number("epsilon", layer.epsilon());
    if (node.shape().rank() == 1) {
      graph.last(node, "BatchNormalization", inputs, epsilon);
    } else {
      lastOfImage(node, graph, "BatchNormalization", inputs, epsilon);
    }
  }

  static void instance(InstanceNormLayer layer, Node node, GraphWriter graph) {
    lastOfImage(
        node,
        graph,
        "InstanceNormalization",
        List.of(asImage(node, graph), graph.vector(node, "scale"), graph.vector(node, "shift")),
        Attribute.number("epsilon", layer.epsilon()));
  }

  /** As instances of one channel a group, since ONNX's own operator is younger. */
  static void group(GroupNormLayer layer, Node node, GraphWriter graph) {
    int groups = layer.groups();
    float[] ones = new float[groups];
    Arrays.fill(ones, 1f);
    String x = asImage(node, graph);
    String grouped = reshaped(node, graph, "grouped", x, 0, groups, -1);
    String normalised =
        graph.step(
            node,
            "normalised",
            "InstanceNormalization",
            List.of(
                grouped,
                graph.constant(node, "ones", new Tensor(Shape.of(groups), ones)),
                graph.constant(node, "zeros", Tensor.zeros(Shape.of(groups)))),
            Attribute.number("epsilon", layer.epsilon()));
    Shape image = imageShape(node);
    String channels =
        reshaped(node, graph, "channels", normalised, 0, image.c(), image.h(), image.w());
    UnaryOperator<String> perChannel =
        parameter ->
            graph.weights(node, parameter, graph.weight(node, parameter).reshaped(image.c(), 1, 1));
    String scaled = graph.step(node, "scaled", "Mul", List.of(channels, perChannel.apply("scale")));
    lastOfImage(node, graph, "Add", List.of(scaled, perChannel.apply("shift")));
  }

  static void localResponse(LocalResponseNormLayer layer, Node node, GraphWriter graph) {
    String x = asImage(node, graph);
    if (layer.size() % 2 == 1) {
      lastOfImage(
          node,
          graph,
          "LRN",
          List.of(x),
          Attribute.integer("size", layer.size()),
          Attribute.number("alpha", layer.alpha()),
          Attribute.number("beta", layer.beta()),
          Attribute.number("bias", layer.bias()));
      return;
    }
    // ONNX Runtime refuses even sizes; the sum over neighbours is a product with a band of numbers.
    int channels = node.shape().c();
    Tensor bias = Tensor.zeros(Shape.of(channels));
    Arrays.fill(bias.data(), layer.bias());
    String squares = graph.step(node, "squares", "Mul", List.of(x, x));
    String divisor =
        graph.step(
            node,
            "divisor",
            "Conv",
            List.of(
                squares,
                graph.constant(node, "band", band(channels, layer)),
                graph.constant(node, "bias", bias)));
    String power =
        graph.step(
            node, "power", "Pow", List.of(divisor, graph.scalar(node, "beta", layer.beta())));
    lastOfImage(node, graph, "Div", List.of(x, power));
  }

  /** Row c holds a number at the channels that c's neighbourhood consists of. */
  private static Tensor band(int channels, LocalResponseNormLayer layer) {
    Tensor band = Tensor.zeros(Shape.of(channels, channels, 1, 1));
    for (int c = 0; c < channels; c++) {
      int first = Math.max(0, c - (layer.size() - 1) / 2);
      int last = Math.min(channels - 1, c + layer.size() / 2);
      Arrays.fill(
          band.data(), c * channels + first, c * channels + last + 1, layer.alpha() / layer.size());
    }
    return band;
  }

  /** The input as an image: all but the innermost axis are rows. */
  private static Shape imageShape(Node node) {
    Shape shape = node.shape();
    return Axes.isImage(shape) ? shape : Shape.of(shape.length() / shape.c(), 1, shape.c());
  }

  /** The input as ONNX wants it, {@code [N, C, H, W]}. */
  private static String asImage(Node node, GraphWriter graph) {
    Shape shape = node.shape();
    String x = graph.input(node);
    if (Axes.isImage(shape)) {
      return x;
    }
    if (shape.rank() == 1) {
      return reshaped(node, graph, "image", x, 0, shape.c(), 1, 1);
    }
    String rows = reshaped(node, graph, "rows", x, 0, shape.count() / shape.c(), 1, shape.c());
    return graph.transposed(node, "image", rows, Axes.TO_ONNX);
  }

  /** Gives the node's value from an operator whose output is as {@link #asImage}. */
  private static void lastOfImage(
      Node node,
      GraphWriter graph,
      String operator,
      List<String> inputs,
      AttributeProto... attributes) {
    Shape shape = node.shape();
    if (Axes.isImage(shape)) {
      graph.last(node, operator, inputs, attributes);
      return;
    }
    String image = graph.step(node, "done", operator, inputs, attributes);
    String rows =
        shape.rank() == 1 ? image : graph.transposed(node, "turned", image, Axes.TO_STORED);
    long[] sizes =
        IntStream.concat(IntStream.of(0), IntStream.of(shape.toArray())).asLongStream().toArray();
    graph.last(node, "Reshape", List.of(rows, graph.constant(node, "shape", sizes)));
  }

  private static String reshaped(
      Node node, GraphWriter graph, String word, String x, long... sizes) {
    return graph.step(
        node, word, "Reshape", List.of(x, graph.constant(node, word + "Shape", sizes)));
  }

  /** ONNX normalises its last axes, so images are turned to [N, H, W, C] for it. */
  static void layer(LayerNormLayer layer, Node node, GraphWriter graph) {
    List<String> parameters = List.of(graph.vector(node, "scale"), graph.vector(node, "shift"));
    var axis = Attribute.integer("axis", -layer.axes());
    var epsilon = Attribute.number("epsilon", layer.epsilon());
    if (!Axes.isImage(node.shape())) {
      graph.last(
          node,
          "LayerNormalization",
          List.of(graph.input(node), parameters.get(0), parameters.get(1)),
          axis,
          epsilon);
      return;
    }
    String turned = graph.transposed(node, "turned", graph.input(node), Axes.TO_STORED);
    String done =
        graph.step(
            node,
            "normalised",
            "LayerNormalization",
            List.of(turned, parameters.get(0), parameters.get(1)),
            axis,
            epsilon);
    graph.last(node, "Transpose", List.of(done), Attribute.integers("perm", Axes.TO_ONNX));
  }
}
