package dev.convoy.onnx.writer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.convoy.compute.AveragePool2d;
import dev.convoy.compute.PoolGeometry.Rounding;
import dev.convoy.compute.Reduce;
import dev.convoy.compute.Window;
import dev.convoy.network.Node;
import dev.convoy.network.layer.AveragePool2dLayer;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.GlobalMaxPoolLayer;
import dev.convoy.network.layer.MaxPool2dLayer;
import dev.convoy.network.layer.ReduceLayer;
import dev.convoy.network.layer.Spacing;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;

/** What makes fewer values of many. */
final class PoolForms {
  private static final int AXES_ARE_AN_INPUT = 18;

  private PoolForms() {}

  static void max(MaxPool2dLayer layer, Node node, GraphWriter graph) {
    List<AttributeProto> attributes = window(layer.window(), layer.pad(), layer.rounding(), node);
    graph.last(
        node, "MaxPool", List.of(graph.input(node)), attributes.toArray(AttributeProto[]::new));
  }

  static void average(AveragePool2dLayer layer, Node node, GraphWriter graph) {
    Window window = layer.window();
    Check.that(
        window.dilationH() == 1 && window.dilationW() == 1 || graph.opset() >= OnnxModel.NEW_OPSET,
        "a dilated average needs operator set %s",
        OnnxModel.NEW_OPSET);
    List<AttributeProto> attributes = window(window, layer.pad(), layer.rounding(), node);
    boolean padded = layer.divisor() == AveragePool2d.Divisor.IMAGE_AND_PADDING;
    attributes.add(Attribute.integer("count_include_pad", padded ? 1 : 0));
    if (graph.opset() < OnnxModel.NEW_OPSET) {
      attributes.removeIf(attribute -> attribute.getName().equals("dilations"));
    }
    graph.last(
        node, "AveragePool", List.of(graph.input(node)), attributes.toArray(AttributeProto[]::new));
  }

  private static List<AttributeProto> window(
      Window window, Spacing pad, Rounding rounding, Node node) {
    Shape input = node.inputShapes().get(0);
    List<AttributeProto> attributes =
        ConvolutionForms.window(window, pad.resolve(input.h(), input.w(), window));
    attributes.add(Attribute.integer("ceil_mode", rounding == Rounding.CEIL ? 1 : 0));
    return attributes;
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
    boolean asInput = layer.operation() == Reduce.SUM || graph.opset() >= AXES_ARE_AN_INPUT;
    if (asInput) {
      graph.last(node, operator, List.of(graph.input(node), graph.constant(node, "axes", axes)));
    } else {
      graph.last(node, operator, List.of(graph.input(node)), Attribute.integers("axes", axes));
    }
  }
}
