package dev.convoy.onnx.writer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.convoy.network.Node;
import dev.convoy.network.layer.ResizeLayer;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Resampling: by sizes where the scale is their quotient, else by scales. */
final class ResizeForm {
  private static final int ROWS = 2; // ONNX's axes
  private static final int COLUMNS = 3;

  private ResizeForm() {}

  static void resize(ResizeLayer layer, Node node, GraphWriter graph) {
    ResizeLayer.Axis high = layer.high();
    ResizeLayer.Axis wide = layer.wide();
    Shape in = node.inputShapes().get(0);
    Shape out = node.shape();
    if (!alike(layer)) {
      // Rows first, then columns; each names its axis, which needs the newer operator set.
      String rows =
          graph.step(
              node,
              "rows",
              "Resize",
              inputs(high, in.h(), out.h(), graph.input(node), node, graph),
              attributes(high, ROWS, graph));
      graph.last(
          node,
          "Resize",
          inputs(wide, in.w(), out.w(), rows, node, graph),
          attributes(wide, COLUMNS, graph));
      return;
    }
    String roi =
        graph.constant(
            node,
            "roi",
            new Tensor(
                Shape.of(8),
                new float[] {
                  0, 0, (float) high.roiStart(), (float) wide.roiStart(),
                  1, 1, (float) high.roiEnd(), (float) wide.roiEnd()
                }));
    List<String> inputs = new ArrayList<>(List.of(graph.input(node), roi));
    if (bySize(high, in.h(), out.h()) && bySize(wide, in.w(), out.w())) {
      // The batch is any number, so its size cannot stand in a list: the sizes are joined here.
      String shape = graph.step(node, "shape", "Shape", List.of(graph.input(node)));
      String batch =
          graph.step(
              node,
              "batch",
              "Slice",
              List.of(shape, graph.constant(node, "first", 0), graph.constant(node, "end", 1)));
      String sizes =
          graph.step(
              node,
              "all",
              "Concat",
              List.of(batch, graph.constant(node, "sizes", out.c(), out.h(), out.w())),
              Attribute.integer("axis", 0));
      inputs.add("");
      inputs.add(sizes);
    } else {
      float[] scales = {1, 1, scale(high, in.h(), out.h()), scale(wide, in.w(), out.w())};
      inputs.add(graph.constant(node, "scales", new Tensor(Shape.of(4), scales)));
    }
    graph.last(node, "Resize", inputs, attributes(high, graph).toArray(AttributeProto[]::new));
  }

  /** What resizes one axis. */
  private static List<String> inputs(
      ResizeLayer.Axis axis, int in, int out, String x, Node node, GraphWriter graph) {
    float[] ends = {(float) axis.roiStart(), (float) axis.roiEnd()};
    List<String> inputs =
        new ArrayList<>(List.of(x, graph.constant(node, "roi", new Tensor(Shape.of(2), ends))));
    if (bySize(axis, in, out)) {
      inputs.add("");
      inputs.add(graph.constant(node, "sizes", out));
    } else {
      float[] scale = {scale(axis, in, out)};
      inputs.add(graph.constant(node, "scales", new Tensor(Shape.of(1), scale)));
    }
    return inputs;
  }

  private static AttributeProto[] attributes(ResizeLayer.Axis axis, int place, GraphWriter graph) {
    List<AttributeProto> attributes = attributes(axis, graph);
    attributes.add(Attribute.integers("axes", place));
    return attributes.toArray(AttributeProto[]::new);
  }

  /** Whether one Resize can say it: everything but sizes, scales and the part that is resized. */
  static boolean alike(ResizeLayer layer) {
    ResizeLayer.Axis a = layer.high();
    ResizeLayer.Axis b = layer.wide();
    return a.interpolation() == b.interpolation()
        && a.coordinates() == b.coordinates()
        && a.nearest() == b.nearest()
        && a.cubicA() == b.cubicA()
        && a.excludeOutside() == b.excludeOutside()
        && a.extrapolation() == b.extrapolation()
        && a.antialias() == b.antialias();
  }

  private static boolean bySize(ResizeLayer.Axis axis, int in, int out) {
    return axis.scale() == 0 || axis.scale() == (double) out / in;
  }

  private static float scale(ResizeLayer.Axis axis, int in, int out) {
    float scale = (float) (axis.scale() == 0 ? (double) out / in : axis.scale());
    scale = Math.floor((double) in * scale) < out ? Math.nextUp(scale) : scale;
    Check.that(
        Math.floor((double) in * scale) == out,
        "%s indices become %s by a scale of %s, which ONNX has no words for",
        in,
        out,
        scale);
    return scale;
  }

  private static List<AttributeProto> attributes(ResizeLayer.Axis axis, GraphWriter graph) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(Attribute.word("mode", word(axis.interpolation())));
    attributes.add(Attribute.word("coordinate_transformation_mode", word(axis.coordinates())));
    attributes.add(Attribute.word("nearest_mode", word(axis.nearest())));
    attributes.add(Attribute.number("cubic_coeff_a", axis.cubicA()));
    attributes.add(Attribute.integer("exclude_outside", axis.excludeOutside() ? 1 : 0));
    attributes.add(Attribute.number("extrapolation_value", axis.extrapolation()));
    if (graph.opset() >= OnnxModel.NEW_OPSET) {
      attributes.add(Attribute.integer("antialias", axis.antialias() ? 1 : 0));
    }
    return attributes;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
