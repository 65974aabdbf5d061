package dev.convoy.network.layer;

import dev.convoy.compute.GlobalAveragePool;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** One average per channel; see {@link GlobalAveragePool}. */
public record GlobalAveragePoolLayer() implements Layer {
  @Override
  public String kind() {
    return "globalAveragePool";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Inputs.image(inputs).c());
  }

  @Override
  public long flops(List<Shape> inputs) {
    return inputs.get(0).count();
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    return (n, x, y, workspace) -> GlobalAveragePool.forward(input.batch(n), x[0], y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        GlobalAveragePool.gradInput(input.batch(n), gradOutput, gradInputs[0]);
  }
}
