package dev.convoy.network.layer;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** An image as one vector, in the order it lies in memory: row, column, channel. */
public record FlattenLayer() implements Layer {
  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Inputs.single(inputs).length());
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = inputs.get(0).length();
    return (n, x, y, workspace) -> System.arraycopy(x[0], 0, y, 0, n * count);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = inputs.get(0).length();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        System.arraycopy(gradOutput, 0, gradInputs[0], 0, n * count);
  }
}
