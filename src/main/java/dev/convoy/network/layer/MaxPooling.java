package dev.convoy.network.layer;

import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** A layer that keeps the largest value under a window; see {@link MaxPool2d}. */
interface MaxPooling extends Layer {
  /** Sizes for {@code n} images. */
  PoolGeometry geometry(List<Shape> inputs, int n);

  /** Who gets the gradient where several values are the largest. */
  MaxPool2d.Ties ties();

  @Override
  default long flops(List<Shape> inputs) {
    PoolGeometry one = geometry(inputs, 1);
    return one.outputShape().count() * one.window().taps();
  }

  @Override
  default Keep keep() {
    return new Keep.Winners(this);
  }

  @Override
  default Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    PoolGeometry one = geometry(inputs, 1);
    return (n, x, y, workspace) -> MaxPool2d.forward(one.withBatch(n), x[0], y, workspace);
  }

  @Override
  default BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    PoolGeometry one = geometry(inputs, 1);
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        MaxPool2d.gradInput(one.withBatch(n), ties(), kept.packed(), gradOutput, gradInputs[0]);
  }
}
