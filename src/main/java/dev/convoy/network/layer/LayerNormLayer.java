package dev.convoy.network.layer;

import dev.convoy.compute.LayerNorm;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layer normalisation over the innermost axes; see {@link LayerNorm}. Parameters {@code scale} and
 * {@code shift}, of the shape of those axes.
 *
 * @param axes how many axes: of an image, 1 normalises every pixel and 3 the whole image
 */
public record LayerNormLayer(int axes, double epsilon) implements Layer {
  @Override
  public String kind() {
    return "layerNorm";
  }

  private Shape normalized(List<Shape> inputs) {
    Shape input = Inputs.single(inputs);
    Check.that(
        axes > 0 && axes <= input.rank(), "layer norm: over %s axes of input %s", axes, input);
    int[] sizes = input.toArray();
    return Shape.of(Arrays.copyOfRange(sizes, sizes.length - axes, sizes.length));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    normalized(inputs);
    return inputs.get(0);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return 2 * outputShape(inputs).count();
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("scale", normalized(inputs));
    shapes.put("shift", normalized(inputs));
    return shapes;
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  private int rows(List<Shape> inputs) {
    return inputs.get(0).length() / normalized(inputs).length();
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    float[] scale = parameters.get("scale");
    float[] shift = parameters.get("shift");
    int rows = rows(inputs);
    return (n, x, y, workspace) -> LayerNorm.forward(n * rows, epsilon, x[0], scale, shift, y);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    float[] scale = parameters.get("scale");
    int rows = rows(inputs);
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        LayerNorm.backward(
            n * rows,
            epsilon,
            kept.inputs()[0],
            scale,
            gradOutput,
            gradInputs[0],
            gradients,
            at[0],
            at[1]);
  }
}
