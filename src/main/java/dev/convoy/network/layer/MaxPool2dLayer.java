package dev.convoy.network.layer;

import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Window;
import dev.convoy.tensor.Shape;
import java.util.List;

/** Max-pooling; see {@link MaxPool2d}. */
public record MaxPool2dLayer(
    Window window, Spacing pad, PoolGeometry.Rounding rounding, MaxPool2d.Ties ties)
    implements MaxPooling {
  @Override
  public String kind() {
    return "maxPool2d";
  }

  @Override
  public PoolGeometry geometry(List<Shape> inputs, int n) {
    Shape input = Inputs.image(inputs);
    return new PoolGeometry(
        input.batch(n), window, pad.resolve(input.h(), input.w(), window), rounding);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    PoolGeometry geometry = geometry(inputs, 1);
    return Shape.of(geometry.outH(), geometry.outW(), inputs.get(0).c());
  }
}
