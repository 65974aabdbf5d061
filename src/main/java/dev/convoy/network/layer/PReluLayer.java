package dev.convoy.network.layer;

import dev.convoy.compute.Broadcast;
import dev.convoy.compute.PRelu;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * A rectifier with learned slopes; see {@link PRelu}. Parameter {@code slope}.
 *
 * @param slope shape of the slopes, repeated along the input: {@code [C]}, {@code [1]}, {@code [H,
 *     W, C]}
 */
public record PReluLayer(Shape slope) implements Layer {
  @Override
  public String kind() {
    return "prelu";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.single(inputs);
    boolean fits =
        slope.rank() <= input.rank() && Broadcast.of(input, slope).output().equals(input);
    Check.that(fits, "slopes have shape %s, which does not repeat into an input %s", slope, input);
    return input;
  }

  @Override
  public long flops(List<Shape> inputs) {
    return outputShape(inputs).count();
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    return Map.of("slope", slope);
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    float[] slopes = parameters.get("slope");
    if (slope.count() == 1 || slope.count() == slope.c() && slope.c() == input.c()) {
      return new PartwiseOperation(
          input.length(),
          (x, at, count, y, workspace) -> PRelu.forward(at, count, x[0], slopes, y, workspace));
    }
    return (n, x, y, workspace) ->
        PRelu.forward(Broadcast.of(input.batch(n), slope), x[0], slopes, y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    float[] slopes = parameters.get("slope");
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
      Broadcast g = Broadcast.of(input.batch(n), slope);
      float[] x = kept.inputs()[0];
      PRelu.addGradSlope(g, x, gradOutput, gradients, at[0]);
      if (gradInputs[0].length > 0) {
        PRelu.gradInput(g, x, slopes, gradOutput, gradInputs[0]);
      }
    };
  }
}
