package dev.convoy.network.layer;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;

/** Checks that layers share: how many inputs there are, and of what rank. */
final class Inputs {
  private Inputs() {}

  /** The only input. */
  static Shape single(List<Shape> inputs) {
    Check.that(inputs.size() == 1, "has %s inputs, takes 1", inputs.size());
    return inputs.get(0);
  }

  /** The only input, which must be an image {@code [H, W, C]}. */
  static Shape image(List<Shape> inputs) {
    Shape shape = single(inputs);
    Check.that(shape.rank() == 3, "input has shape %s, needs an image [H, W, C]", shape);
    return shape;
  }
}
