package dev.convoy.network.layer;

import dev.convoy.compute.GroupNorm;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Group normalisation; see {@link GroupNorm}. Parameters {@code scale} and {@code shift}, one value
 * per channel each.
 *
 * @param groups groups of neighbouring channels
 */
public record GroupNormLayer(int groups, double epsilon) implements Layer {
  @Override
  public String kind() {
    return "groupNorm";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.single(inputs);
    new GroupNorm(input, groups, epsilon);
    return input;
  }

  @Override
  public long flops(List<Shape> inputs) {
    return 2 * outputShape(inputs).count();
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("scale", Shape.of(inputs.get(0).c()));
    shapes.put("shift", Shape.of(inputs.get(0).c()));
    return shapes;
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    GroupNorm norm = new GroupNorm(inputs.get(0), groups, epsilon);
    float[] scale = parameters.get("scale");
    float[] shift = parameters.get("shift");
    return (n, x, y, workspace) -> norm.forward(n, x[0], scale, shift, y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    GroupNorm norm = new GroupNorm(inputs.get(0), groups, epsilon);
    float[] scale = parameters.get("scale");
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        norm.backward(
            n,
            kept.inputs()[0],
            scale,
            gradOutput,
            gradInputs[0],
            gradients,
            at[0],
            at[1],
            workspace);
  }
}
