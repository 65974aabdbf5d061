package dev.convoy.onnx.writer;

import dev.convoy.compute.Padding;
import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.network.layer.ConcatLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.FlattenLayer;
import dev.convoy.network.layer.Pad2dLayer;
import dev.convoy.network.layer.PadLayer;
import dev.convoy.network.layer.PermuteLayer;
import dev.convoy.network.layer.ReshapeLayer;
import dev.convoy.network.layer.SliceLayer;
import dev.convoy.network.layer.TakeLayer;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What moves, joins or leaves out values. */
final class AxisForms {
  private AxisForms() {}

  static void concat(ConcatLayer layer, Node node, GraphWriter graph) {
    int channels = Axes.onnx(node.shape().rank() - 1, node.shape());
    graph.last(
        node,
        "Concat",
        node.inputs().stream().map(graph::value).toList(),
        Attribute.integer("axis", channels));
  }

  /**
   * Whether a flatten is written in ONNX's order, [C, H, W], because only dense layers read it,
   * whose rows can follow.
   */
  static boolean flattensInOnnxOrder(String name, GraphWriter graph) {
    if (name.equals(Network.INPUT) || !(graph.node(name).layer() instanceof FlattenLayer)) {
      return false;
    }
    List<Node> readers = graph.readers(name);
    return Axes.isImage(graph.node(name).inputShapes().get(0))
        && !readers.isEmpty()
        && readers.stream().allMatch(reader -> reader.layer() instanceof DenseLayer);
  }

  static void flatten(FlattenLayer layer, Node node, GraphWriter graph) {
    String x =
        flattensInOnnxOrder(node.name(), graph) ? graph.input(node) : inStoredOrder(node, graph);
    graph.last(node, "Flatten", List.of(x), Attribute.integer("axis", 1));
  }

  static void reshape(ReshapeLayer layer, Node node, GraphWriter graph) {
    Shape shape = node.shape();
    long[] sizes = LongStream.range(0, shape.rank() + 1L).toArray();
    for (int axis = 0; axis < shape.rank(); axis++) {
      sizes[axis + 1] = shape.size(axis);
    }
    List<String> inputs = List.of(inStoredOrder(node, graph), graph.constant(node, "sizes", sizes));
    if (Axes.isImage(shape)) {
      String image = graph.step(node, "image", "Reshape", inputs);
      graph.last(node, "Transpose", List.of(image), Attribute.integers("perm", Axes.TO_ONNX));
    } else {
      graph.last(node, "Reshape", inputs);
    }
  }

  /** The input with its axes as they are stored here. */
  private static String inStoredOrder(Node node, GraphWriter graph) {
    return Axes.isImage(node.inputShapes().get(0))
        ? graph.transposed(node, "stored", graph.input(node), Axes.TO_STORED)
        : graph.input(node);
  }

  static void permute(PermuteLayer layer, Node node, GraphWriter graph) {
    Shape input = node.inputShapes().get(0);
    int[] order = Axes.order(node.shape());
    long[] permutation = new long[order.length + 1];
    for (int i = 0; i < order.length; i++) {
      permutation[i + 1] = Axes.onnx(layer.axes().get(order[i]), input);
    }
    graph.last(
        node, "Transpose", List.of(graph.input(node)), Attribute.integers("perm", permutation));
  }

  static void slice(SliceLayer layer, Node node, GraphWriter graph) {
    Shape input = node.inputShapes().get(0);
    int rank = input.rank();
    long[] starts = new long[rank];
    long[] ends = new long[rank];
    long[] axes = new long[rank];
    long[] steps = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      SliceLayer.Range range = layer.ranges().get(axis);
      long end = range.start() + (long) range.count() * range.step();
      axes[axis] = Axes.onnx(axis, input);
      starts[axis] = range.start();
      ends[axis] = end < 0 ? Long.MIN_VALUE : end; // -1 would be the last index
      steps[axis] = range.step();
    }
    graph.last(
        node,
        "Slice",
        List.of(
            graph.input(node),
            graph.constant(node, "starts", starts),
            graph.constant(node, "ends", ends),
            graph.constant(node, "axes", axes),
            graph.constant(node, "steps", steps)));
  }

  static void take(TakeLayer layer, Node node, GraphWriter graph) {
    long[] indices = layer.indices().stream().mapToLong(index -> index).toArray();
    graph.last(
        node,
        "Gather",
        List.of(graph.input(node), graph.constant(node, "indices", indices)),
        Attribute.integer("axis", Axes.onnx(layer.axis(), node.inputShapes().get(0))));
  }

  /** A frame of one value around an image, as a part of a node's work. */
  static String framed(Node node, GraphWriter graph, String image, Padding pad, float value) {
    long[] pads = {0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right()};
    return graph.step(
        node,
        "framed",
        "Pad",
        List.of(image, graph.constant(node, "pads", pads), graph.scalar(node, "value", value)),
        Attribute.word("mode", "constant"));
  }

  static void pad2d(Pad2dLayer layer, Node node, GraphWriter graph) {
    Padding pad = layer.pad();
    long[] pads = {0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right()};
    pad(node, graph, pads, "constant", layer.value());
  }

  static void pad(PadLayer layer, Node node, GraphWriter graph) {
    int[] order = Axes.order(node.shape());
    int rank = order.length + 1;
    long[] pads = new long[2 * rank];
    IntStream.range(0, order.length)
        .forEach(
            i -> {
              PadLayer.Ends ends = layer.ends().get(order[i]);
              pads[i + 1] = ends.before();
              pads[rank + i + 1] = ends.after();
            });
    String mode = layer.mode().name().toLowerCase(Locale.ROOT);
    pad(node, graph, pads, mode, layer.value());
  }

  private static void pad(Node node, GraphWriter graph, long[] pads, String mode, float value) {
    graph.last(
        node,
        "Pad",
        List.of(
            graph.input(node),
            graph.constant(node, "pads", pads),
            graph.scalar(node, "value", value)),
        Attribute.word("mode", mode));
  }
}
