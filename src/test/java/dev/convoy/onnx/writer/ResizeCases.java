package dev.convoy.onnx.writer;

import dev.convoy.network.layer.ResizeLayer;
import dev.convoy.network.layer.ResizeLayer.Axis;
import dev.convoy.network.layer.ResizeLayer.Coordinates;
import dev.convoy.network.layer.ResizeLayer.Interpolation;
import dev.convoy.network.layer.ResizeLayer.Nearest;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Resizing in every way. */
final class ResizeCases {
  private static final Shape IMAGE = Shape.of(7, 5, 3);

  private ResizeCases() {}

  static List<LayerCases.Case> all() {
    List<LayerCases.Case> cases = new ArrayList<>();
    for (Interpolation interpolation : Interpolation.values()) {
      for (Coordinates coordinates : Coordinates.values()) {
        Axis grows = axis(10, 0, interpolation, coordinates, false);
        Axis shrinks = axis(4, 0, interpolation, coordinates, false);
        cases.add(of(grows, shrinks));
      }
      Axis scaled = axis(0, 1.7, interpolation, Coordinates.HALF_PIXEL, false);
      Axis sized = axis(6, 0, interpolation, Coordinates.ASYMMETRIC, false);
      cases.add(of(scaled, scaled));
      cases.add(of(scaled, sized));
    }
    Axis outside = axis(9, 0, Interpolation.CUBIC, Coordinates.HALF_PIXEL, true);
    cases.add(of(outside, outside));
    Axis mixed = axis(9, 0, Interpolation.NEAREST, Coordinates.ASYMMETRIC, false);
    cases.add(of(outside, mixed));
    for (Interpolation kind : List.of(Interpolation.LINEAR, Interpolation.CUBIC)) {
      Axis smooth = antialiased(3, kind);
      cases.add(of(smooth, antialiased(2, kind)));
    }
    return cases;
  }

  private static LayerCases.Case of(Axis high, Axis wide) {
    ResizeLayer layer = new ResizeLayer(high, wide);
    return new LayerCases.Case(layer.toString(), SmallNetworks.of(layer, IMAGE));
  }

  private static Axis axis(
      int out, double scale, Interpolation kind, Coordinates coordinates, boolean exclude) {
    return new Axis(
        out, scale, 0.1, 0.8, kind, coordinates, Nearest.FLOOR, -0.6, exclude, 0.5, false);
  }

  private static Axis antialiased(int out, Interpolation kind) {
    return new Axis(out, 0, 0, 1, kind, Coordinates.HALF_PIXEL, Nearest.FLOOR, -0.5, true, 0, true);
  }
}
