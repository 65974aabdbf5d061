package dev.convoy.onnx.writer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.convoy.compute.AveragePool2d.Divisor;
import dev.convoy.compute.Padding;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Reduce;
import dev.convoy.compute.Window;
import dev.convoy.network.Node;
import dev.convoy.network.layer.AveragePool2dLayer;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.GlobalMaxPoolLayer;
import dev.convoy.network.layer.MaxPool2dLayer;
import dev.convoy.network.layer.ReduceLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * What makes fewer values of many. ONNX's {@code ceil_mode} is never used: runtimes, and versions
 * of them, differ in what it means at the edge. As the image's size is known, the padding says as
 * much: exactly the pixels that the last window reaches.
 */
final class PoolForms {
  private static final int AXES_ARE_AN_INPUT = 18;

  private PoolForms() {}

  static void max(MaxPool2dLayer layer, Node node, GraphWriter graph) {
    Window window = layer.window();
    Padding pad = reached(layer.geometry(node.inputShapes(), 1));
    String x = graph.input(node);
    if (Math.max(pad.top(), pad.bottom()) >= window.filterH()
        || Math.max(pad.left(), pad.right()) >= window.filterW()) {
      // Only a dilated window reaches so far, and ONNX Runtime refuses it.
      x = AxisForms.framed(node, graph, x, pad, Float.NEGATIVE_INFINITY);
      pad = Padding.NONE;
    }
    graph.last(
        node,
        "MaxPool",
        List.of(x),
        ConvolutionForms.window(window, pad).toArray(AttributeProto[]::new));
  }

  static void average(AveragePool2dLayer layer, Node node, GraphWriter graph) {
    Shape image = node.inputShapes().get(0);
    Window window = layer.window();
    Padding given = layer.pad().resolve(image.h(), image.w(), window);
    PoolGeometry g = new PoolGeometry(image.batch(1), window, given, layer.rounding());
    Padding pad = reached(g);
    boolean padded = layer.divisor() == Divisor.IMAGE_AND_PADDING;
    boolean reachesFurther = pad.bottom() > given.bottom() || pad.right() > given.right();
    boolean dilated = window.dilationH() > 1 || window.dilationW() > 1;
    if (dilated || padded && reachesFurther) {
      averageAsConvolution(g, pad, layer.divisor(), node, graph);
      return;
    }
    List<AttributeProto> attributes = ConvolutionForms.window(window, pad);
    attributes.removeIf(attribute -> attribute.getName().equals("dilations"));
    attributes.add(Attribute.integer("count_include_pad", padded ? 1 : 0));
    graph.last(
        node, "AveragePool", List.of(graph.input(node)), attributes.toArray(AttributeProto[]::new));
  }

  /**
   * Sums by a convolution with ones, then divides each by its own number: for windows that reach
   * beyond the padding, whose further pixels do not count, and for dilated ones, which only newer
   * operator sets know.
   */
  private static void averageAsConvolution(
      PoolGeometry g, Padding pad, Divisor divisor, Node node, GraphWriter graph) {
    Window window = g.window();
    Tensor ones = Tensor.zeros(Shape.of(g.input().c(), 1, window.filterH(), window.filterW()));
    Arrays.fill(ones.data(), 1f);
    List<AttributeProto> attributes = ConvolutionForms.window(window, pad);
    attributes.add(Attribute.integer("group", g.input().c()));
    String sums =
        graph.step(
            node,
            "sums",
            "Conv",
            List.of(graph.input(node), graph.constant(node, "ones", ones)),
            attributes.toArray(AttributeProto[]::new));
    graph.last(node, "Div", List.of(sums, graph.constant(node, "counts", counts(g, divisor))));
  }

  /** How many pixels each window counts, {@code [1, outH, outW]}. */
  private static Tensor counts(PoolGeometry g, Divisor divisor) {
    Padding pad = divisor == Divisor.IMAGE_AND_PADDING ? g.pad() : Padding.NONE;
    Window window = g.window();
    Tensor counts = Tensor.zeros(Shape.of(1, g.outH(), g.outW()));
    for (int i = 0; i < counts.data().length; i++) {
      int row = i / g.outW() * window.strideH() - g.pad().top();
      int column = i % g.outW() * window.strideW() - g.pad().left();
      int rows =
          inside(
              row, window.filterH(), window.dilationH(), -pad.top(), g.input().h() + pad.bottom());
      int columns =
          inside(
              column,
              window.filterW(),
              window.dilationW(),
              -pad.left(),
              g.input().w() + pad.right());
      counts.data()[i] = rows * columns;
    }
    return counts;
  }

  /** How many of {@code start, start + step, ...} lie from {@code first} to before {@code end}. */
  private static int inside(int start, int count, int step, int first, int end) {
    int inside = 0;
    for (int i = 0; i < count; i++) {
      int at = start + i * step;
      inside += at >= first && at < end ? 1 : 0;
    }
    return inside;
  }

  /** The padding as far as windows reach into it; behind the image perhaps more than was given. */
  private static Padding reached(PoolGeometry g) {
    Window window = g.window();
    int endRow = (g.outH() - 1) * window.strideH() + window.reachH() - g.pad().top();
    int endColumn = (g.outW() - 1) * window.strideW() + window.reachW() - g.pad().left();
    return new Padding(
        g.pad().top(),
        Math.max(0, endRow - g.input().h()),
        g.pad().left(),
        Math.max(0, endColumn - g.input().w()));
  }

  static void globalAverage(GlobalAveragePoolLayer layer, Node node, GraphWriter graph) {
    global("GlobalAveragePool", node, graph);
  }

  static void globalMax(GlobalMaxPoolLayer layer, Node node, GraphWriter graph) {
    global("GlobalMaxPool", node, graph);
  }

  private static void global(String operator, Node node, GraphWriter graph) {
    String image = graph.step(node, "image", operator, List.of(graph.input(node)));
    graph.last(node, "Flatten", List.of(image), Attribute.integer("axis", 1));
  }

  static void reduce(ReduceLayer layer, Node node, GraphWriter graph) {
    Shape input = node.inputShapes().get(0);
    long[] axes = layer.axes().stream().mapToLong(axis -> Axes.onnx(axis, input)).toArray();
    String operator =
        switch (layer.operation()) {
          case MEAN -> "ReduceMean";
          case SUM -> "ReduceSum";
          case MAX -> "ReduceMax";
          case MIN -> "ReduceMin";
        };
    if (axes.length == 0) {
      graph.last(node, "Identity", List.of(graph.input(node)));
      return;
    }
    boolean asInput = layer.operation() == Reduce.SUM || graph.opset() >= AXES_ARE_AN_INPUT;
    if (asInput) {
      graph.last(node, operator, List.of(graph.input(node), graph.constant(node, "axes", axes)));
    } else {
      graph.last(node, operator, List.of(graph.input(node)), Attribute.integers("axes", axes));
    }
  }
}
