package dev.convoy.network.layer;

import dev.convoy.compute.Arithmetic;
import dev.convoy.compute.ArithmeticGradient;
import dev.convoy.compute.Broadcast;
import dev.convoy.compute.BroadcastArithmetic;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Arithmetic on two inputs of one rank, value by value; an axis of size 1 is repeated along the
 * other's. See {@link BroadcastArithmetic}.
 */
public record ArithmeticLayer(Arithmetic operation) implements Layer {
  @Override
  public String kind() {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Check.that(inputs.size() == 2, "has %s inputs, takes 2", inputs.size());
    Shape a = inputs.get(0);
    Shape b = inputs.get(1);
    Check.that(a.rank() == b.rank(), "inputs have shapes %s and %s, needs one rank", a, b);
    return Broadcast.of(a, b).output();
  }

  @Override
  public long flops(List<Shape> inputs) {
    return outputShape(inputs).count();
  }

  @Override
  public Keep keep() {
    return operation.gradientReadsInputs() ? Keep.INPUTS : Keep.NOTHING;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape a = inputs.get(0);
    Shape b = inputs.get(1);
    if (!a.equals(b)) {
      return (n, x, y, workspace) ->
          BroadcastArithmetic.forward(
              operation, Broadcast.of(a.batch(n), b.batch(n)), x[0], x[1], y, workspace);
    }
    if (operation == Arithmetic.ADD) {
      return new PartwiseOperation(a.length(), new AddLayer.Sum()); // can join what comes before
    }
    return new PartwiseOperation(
        a.length(),
        (x, at, count, y, workspace) ->
            BroadcastArithmetic.forward(operation, at, count, x[0], x[1], y, workspace));
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    float[] nothing = {};
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
      Broadcast g = Broadcast.of(inputs.get(0).batch(n), inputs.get(1).batch(n));
      boolean reads = operation.gradientReadsInputs();
      float[] a = reads ? kept.inputs()[0] : nothing;
      float[] b = reads ? kept.inputs()[1] : nothing;
      if (gradInputs[0].length > 0) {
        ArithmeticGradient.gradA(operation, g, a, b, gradOutput, gradInputs[0]);
      }
      if (gradInputs[1].length > 0) {
        ArithmeticGradient.gradB(operation, g, a, b, gradOutput, gradInputs[1]);
      }
    };
  }
}
