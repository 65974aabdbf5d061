package dev.convoy.network.layer;

import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.Padding;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Window;
import dev.convoy.tensor.Shape;
import java.util.List;

/** The largest value of each channel: {@link MaxPool2d} under a window as large as the image. */
public record GlobalMaxPoolLayer() implements MaxPooling {
  @Override
  public String kind() {
    return "globalMaxPool";
  }

  @Override
  public PoolGeometry geometry(List<Shape> inputs, int n) {
    Shape input = Inputs.image(inputs);
    Window whole = new Window(input.h(), input.w(), 1, 1, 1, 1);
    return new PoolGeometry(input.batch(n), whole, Padding.NONE, PoolGeometry.Rounding.FLOOR);
  }

  @Override
  public MaxPool2d.Ties ties() {
    return MaxPool2d.Ties.FIRST;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Inputs.image(inputs).c());
  }
}
