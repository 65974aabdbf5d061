package dev.convoy.network.layer;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** The same values under another shape of as many, in the order they lie in memory. */
public record ReshapeLayer(Shape shape) implements Layer {
  @Override
  public String kind() {
    return "reshape";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.single(inputs);
    Check.that(
        input.count() == shape.count(),
        "input %s has %s values, shape %s needs %s",
        input,
        input.count(),
        shape,
        shape.count());
    return shape;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = shape.length();
    return (n, x, y, workspace) -> System.arraycopy(x[0], 0, y, 0, n * count);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = shape.length();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        System.arraycopy(gradOutput, 0, gradInputs[0], 0, n * count);
  }
}
