package dev.convoy.network.layer;

import dev.convoy.compute.Reduce;
import dev.convoy.compute.Reduction;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * Mean, sum, largest or smallest value along some axes, which have size 1 afterwards; see {@link
 * Reduction}.
 */
public record ReduceLayer(Reduce operation, List<Integer> axes) implements Layer {
  public ReduceLayer {
    axes = List.copyOf(axes);
  }

  @Override
  public String kind() {
    return "reduce";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Reduction.outputShape(Inputs.single(inputs), axes);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return inputs.get(0).count();
  }

  @Override
  public Keep keep() {
    boolean linear = operation == Reduce.MEAN || operation == Reduce.SUM;
    return linear ? Keep.NOTHING : Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Reduction reduction = Reduction.of(operation, inputs.get(0), axes);
    return (n, x, y, workspace) -> reduction.forward(n, x[0], y);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Reduction reduction = Reduction.of(operation, inputs.get(0), axes);
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
      float[] x = kept.inputs().length == 0 ? new float[0] : kept.inputs()[0];
      reduction.gradInput(n, x, gradOutput, gradInputs[0], workspace);
    };
  }
}
