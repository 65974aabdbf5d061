package dev.convoy.network.layer;

import dev.convoy.compute.Sigmoid;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** The logistic function; see {@link Sigmoid}. */
public record SigmoidLayer() implements Layer {
  @Override
  public String kind() {
    return "sigmoid";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.single(inputs);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return outputShape(inputs).count();
  }

  @Override
  public Keep keep() {
    return Keep.OUTPUT;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    return new PartwiseOperation(
        inputs.get(0).length(),
        (x, at, count, y, workspace) -> Sigmoid.forward(at, count, x[0], y, workspace));
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = inputs.get(0).length();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        Sigmoid.gradInput(n * count, kept.output(), gradOutput, gradInputs[0]);
  }
}
