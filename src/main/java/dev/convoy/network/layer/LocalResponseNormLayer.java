package dev.convoy.network.layer;

import dev.convoy.compute.LocalResponseNorm;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Local response normalisation across channels; see {@link LocalResponseNorm}. */
public record LocalResponseNormLayer(int size, float alpha, float beta, float bias)
    implements Layer {
  public LocalResponseNormLayer {
    new LocalResponseNorm(size, alpha, beta, bias);
  }

  private LocalResponseNorm norm() {
    return new LocalResponseNorm(size, alpha, beta, bias);
  }

  @Override
  public String kind() {
    return "localResponseNorm";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.single(inputs);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return 2L * size * outputShape(inputs).count();
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    LocalResponseNorm norm = norm();
    int channels = inputs.get(0).c();
    int rows = inputs.get(0).length() / channels;
    return (n, x, y, workspace) -> norm.forward(n * rows, channels, x[0], y);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    LocalResponseNorm norm = norm();
    int channels = inputs.get(0).c();
    int rows = inputs.get(0).length() / channels;
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        norm.gradInput(n * rows, channels, kept.inputs()[0], gradOutput, gradInputs[0], workspace);
  }
}
