package dev.convoy.onnx.writer;

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
import java.util.stream.LongStream;

/** Normalisations. */
final class NormForms {
  private NormForms() {}

  static void batch(BatchNormLayer layer, Node node, GraphWriter graph) {
    withChannelsSecond(
        node,
        graph,
        x ->
            List.of(
                x,
                graph.vector(node, "gamma"),
                graph.vector(node, "beta"),
                graph.vector(node, "mean"),
                graph.vector(node, "variance")),
        "BatchNormalization",
        Attribute.number("epsilon", layer.epsilon()));
  }

  static void localResponse(LocalResponseNormLayer layer, Node node, GraphWriter graph) {
    withChannelsSecond(
        node,
        graph,
        List::of,
        "LRN",
        Attribute.integer("size", layer.size()),
        Attribute.number("alpha", layer.alpha()),
        Attribute.number("beta", layer.beta()),
        Attribute.number("bias", layer.bias()));
  }

  /** Inputs of an operator, given the array that it works on. */
  private interface Inputs {
    List<String> of(String x);
  }

  /** Images and vectors have their channels where ONNX wants them; others are turned. */
  private static void withChannelsSecond(
      Node node,
      GraphWriter graph,
      Inputs inputs,
      String operator,
      ai.onnx.proto.OnnxMl.AttributeProto... attributes) {
    Shape shape = node.shape();
    if (shape.rank() == 1 || Axes.isImage(shape)) {
      graph.last(node, operator, inputs.of(graph.input(node)), attributes);
      return;
    }
    int rank = shape.rank() + 1;
    long[] there = LongStream.range(0, rank).toArray();
    long[] back = there.clone();
    for (int i = 1; i < rank; i++) {
      there[i] = i == 1 ? rank - 1 : i - 1;
      back[i] = i == rank - 1 ? 1 : i + 1;
    }
    String turned = graph.transposed(node, "turned", graph.input(node), there);
    String done = graph.step(node, "normalised", operator, inputs.of(turned), attributes);
    graph.last(node, "Transpose", List.of(done), Attribute.integers("perm", back));
  }

  static void instance(InstanceNormLayer layer, Node node, GraphWriter graph) {
    graph.last(
        node,
        "InstanceNormalization",
        List.of(graph.input(node), graph.vector(node, "scale"), graph.vector(node, "shift")),
        Attribute.number("epsilon", layer.epsilon()));
  }

  /** As instances of one channel a group, since ONNX's own operator is younger. */
  static void group(GroupNormLayer layer, Node node, GraphWriter graph) {
    Shape image = node.shape();
    int groups = layer.groups();
    float[] ones = new float[groups];
    Arrays.fill(ones, 1f);
    String grouped =
        graph.step(
            node,
            "grouped",
            "Reshape",
            List.of(graph.input(node), graph.constant(node, "groups", 0, groups, -1)));
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
    String channels =
        graph.step(
            node,
            "channels",
            "Reshape",
            List.of(normalised, graph.constant(node, "sizes", 0, image.c(), image.h(), image.w())));
    UnaryOperator<String> perChannel =
        parameter ->
            graph.weights(node, parameter, graph.weight(node, parameter).reshaped(image.c(), 1, 1));
    String scaled = graph.step(node, "scaled", "Mul", List.of(channels, perChannel.apply("scale")));
    graph.last(node, "Add", List.of(scaled, perChannel.apply("shift")));
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
