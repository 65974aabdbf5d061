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
  private ResizeForm() {}

  static void resize(ResizeLayer layer, Node node, GraphWriter graph) {
    ResizeLayer.Axis high = layer.high();
    ResizeLayer.Axis wide = layer.wide();
    Check.that(alike(high, wide), "rows and columns are resampled by different rules");
    Shape in = node.inputShapes().get(0);
    Shape out = node.shape();
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

  /** Everything but sizes, scales and the part that is resized. */
  private static boolean alike(ResizeLayer.Axis a, ResizeLayer.Axis b) {
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
