package dev.convoy.network.layer;

import dev.convoy.compute.Softmax;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Probabilities along the channels; see {@link Softmax}. */
public record SoftmaxLayer() implements Layer {
  @Override
  public String kind() {
    return "softmax";
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
    Shape input = inputs.get(0);
    int rows = input.length() / input.c();
    return (n, x, y, workspace) -> Softmax.forward(n * rows, input.c(), x[0], y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    int rows = input.length() / input.c();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        Softmax.gradInput(n * rows, input.c(), kept.output(), gradOutput, gradInputs[0]);
  }
}
