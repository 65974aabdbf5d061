package dev.convoy.network.layer;

import dev.convoy.compute.BatchNorm;
import dev.convoy.compute.Workspace;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  public long flops(List<Shape> inputs) {
    return 2 * outputShape(inputs).count();
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
    return new PartwiseOperation(inputs.get(0).length(), new ScaleShift(scale, shift));
  }

  private record ScaleShift(float[] scale, float[] shift) implements PartwiseOperation.Part {
    @Override
    public void run(float[][] x, int at, int count, float[] y, Workspace workspace) {
      int c = scale.length;
      BatchNorm.forward(at / c, count / c, x[0], scale, shift, y, workspace);
    }

    @Override
    public Optional<PartwiseOperation.Part> joined(PartwiseOperation.Part next) {
      if (next instanceof AddLayer.Sum) {
        float infinity = Float.POSITIVE_INFINITY;
        return Optional.of(new ScaleShiftAdd(scale, shift, -infinity, infinity));
      }
      int c = scale.length;
      return next instanceof ReluLayer.Clamp clamp
          ? Optional.of(
              (x, at, count, y, workspace) ->
                  BatchNorm.forwardRectified(
                      at / c, count / c, scale, shift, clamp.high(), y, workspace))
          : Optional.empty();
    }
  }

  /** What is there already is one of the inputs of the sum. */
  private record ScaleShiftAdd(float[] scale, float[] shift, float low, float high)
      implements PartwiseOperation.Part {
    @Override
    public void run(float[][] x, int at, int count, float[] y, Workspace workspace) {
      int c = scale.length;
      float[] other = x[0] == y ? x[1] : x[0];
      BatchNorm.forwardAddedRectified(
          at / c, count / c, scale, shift, other, low, high, y, workspace);
    }

    @Override
    public Optional<PartwiseOperation.Part> joined(PartwiseOperation.Part next) {
      boolean free = low == Float.NEGATIVE_INFINITY;
      return free && next instanceof ReluLayer.Clamp clamp
          ? Optional.of(new ScaleShiftAdd(scale, shift, 0f, clamp.high()))
          : Optional.empty();
    }
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
