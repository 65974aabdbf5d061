package dev.convoy.network.layer;

import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Window;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Max-pooling; see {@link MaxPool2d}. */
public record MaxPool2dLayer(
    Window window, Spacing pad, PoolGeometry.Rounding rounding, MaxPool2d.Ties ties)
    implements Layer {
  @Override
  public String kind() {
    return "maxPool2d";
  }

  PoolGeometry geometry(List<Shape> inputs, int n) {
    Shape input = Inputs.image(inputs);
    return new PoolGeometry(
        input.batch(n), window, pad.resolve(input.h(), input.w(), window), rounding);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    PoolGeometry geometry = geometry(inputs, 1);
    return Shape.of(geometry.outH(), geometry.outW(), inputs.get(0).c());
  }

  @Override
  public Keep keep() {
    return new Keep.Winners(this);
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    PoolGeometry one = geometry(inputs, 1);
    return (n, x, y, workspace) -> MaxPool2d.forward(one.withBatch(n), x[0], y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    PoolGeometry one = geometry(inputs, 1);
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        MaxPool2d.gradInput(one.withBatch(n), ties, kept.packed(), gradOutput, gradInputs[0]);
  }
}
