package dev.convoy.network.layer;

import dev.convoy.compute.AveragePool2d;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Window;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Average pooling; see {@link AveragePool2d}. */
public record AveragePool2dLayer(
    Window window, Spacing pad, PoolGeometry.Rounding rounding, AveragePool2d.Divisor divisor)
    implements Layer {
  @Override
  public String kind() {
    return "averagePool2d";
  }

  private PoolGeometry geometry(List<Shape> inputs) {
    Shape input = Inputs.image(inputs);
    return new PoolGeometry(
        input.batch(1), window, pad.resolve(input.h(), input.w(), window), rounding);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    PoolGeometry geometry = geometry(inputs);
    return Shape.of(geometry.outH(), geometry.outW(), inputs.get(0).c());
  }

  @Override
  public long flops(List<Shape> inputs) {
    return outputShape(inputs).count() * window.taps();
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    PoolGeometry one = geometry(inputs);
    return (n, x, y, workspace) ->
        AveragePool2d.forward(one.withBatch(n), divisor, x[0], y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    PoolGeometry one = geometry(inputs);
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        AveragePool2d.gradInput(one.withBatch(n), divisor, gradOutput, gradInputs[0]);
  }
}
