package dev.convoy.network.layer;

import dev.convoy.compute.BatchNorm;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batch normalisation with stored statistics; see {@link BatchNorm}. Parameters {@code gamma},
 * {@code beta}, {@code mean}, {@code variance}, one value per channel each.
 */
public record BatchNormLayer(double epsilon) implements Layer {
  @Override
  public String kind() {
    return "batchNorm";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.single(inputs);
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    Shape perChannel = Shape.of(inputs.get(0).c());
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String name : List.of("gamma", "beta", "mean", "variance")) {
      shapes.put(name, perChannel);
    }
    return shapes;
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    float[] gamma = parameters.get("gamma");
    float[] variance = parameters.get("variance");
    float[] scale = BatchNorm.scale(gamma, variance, epsilon);
    float[] shift =
        BatchNorm.shift(gamma, parameters.get("beta"), parameters.get("mean"), variance, epsilon);
    int c = inputs.get(0).c();
    return new PartwiseOperation(
        inputs.get(0).length(),
        (x, at, count, y, workspace) ->
            BatchNorm.forward(at / c, count / c, x[0], scale, shift, y, workspace));
  }

  /** The stored statistics have none. */
  @Override
  public List<String> trained(List<Shape> inputs) {
    return List.of("gamma", "beta");
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    float[] variance = parameters.get("variance");
    float[] mean = parameters.get("mean");
    float[] scale = BatchNorm.scale(parameters.get("gamma"), variance, epsilon);
    float[] inverse = BatchNorm.inverseDeviation(variance, epsilon);
    int rows = inputs.get(0).length() / inputs.get(0).c();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
      float[] x = kept.inputs()[0];
      BatchNorm.addGradParameters(n * rows, x, gradOutput, mean, inverse, gradients, at[0], at[1]);
      if (gradInputs[0].length > 0) {
        BatchNorm.gradInput(n * rows, gradOutput, scale, gradInputs[0]);
      }
    };
  }
}
