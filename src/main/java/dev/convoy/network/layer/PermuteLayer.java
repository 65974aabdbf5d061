package dev.convoy.network.layer;

import dev.convoy.compute.Permute;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * Exchanges axes; see {@link Permute}.
 *
 * @param axes every axis of an image once: output axis i is input axis {@code axes[i]}
 */
public record PermuteLayer(List<Integer> axes) implements Layer {
  public PermuteLayer {
    axes = List.copyOf(axes);
  }

  @Override
  public String kind() {
    return "permute";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Permute.outputShape(Inputs.single(inputs), axes);
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Permute permute = Permute.of(inputs.get(0), axes);
    return (n, x, y, workspace) -> permute.forward(n, x[0], y);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Permute back = Permute.of(inputs.get(0), axes).inverse();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        back.forward(n, gradOutput, gradInputs[0]);
  }
}
