package dev.convoy.network.layer;

import dev.convoy.compute.Arithmetic;
import dev.convoy.compute.ArithmeticGradient;
import dev.convoy.compute.Broadcast;
import dev.convoy.compute.BroadcastArithmetic;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * Arithmetic on the input and a constant, value by value; axes of size 1 and missing outer ones are
 * repeated. See {@link BroadcastArithmetic}. Parameter {@code value}, which is not trained.
 *
 * @param constant where it stands: {@code constant - x} or {@code x - constant}
 * @param shape of the constant
 */
public record ConstantArithmeticLayer(Arithmetic operation, Side constant, Shape shape)
    implements Layer {
  @Override
  public String kind() {
    return "constantArithmetic";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.single(inputs);
    Check.that(
        shape.rank() <= input.rank(),
        "constant has shape %s, needs no more axes than the input %s",
        shape,
        input);
    return Broadcast.of(input, shape).output();
  }

  @Override
  public long flops(List<Shape> inputs) {
    return outputShape(inputs).count();
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    return Map.of("value", shape);
  }

  /** A constant has no gradient. */
  @Override
  public List<String> trained(List<Shape> inputs) {
    return List.of();
  }

  @Override
  public Keep keep() {
    return operation.gradientReadsInputs() ? Keep.INPUTS : Keep.NOTHING;
  }

  private Broadcast broadcast(Shape input, int n) {
    return constant == Side.LEFT
        ? Broadcast.of(shape, input.batch(n))
        : Broadcast.of(input.batch(n), shape);
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    float[] value = parameters.get("value");
    boolean perChannel = shape.count() > 1 && shape.c() == shape.count() && shape.c() == input.c();
    if (shape.count() == 1 || perChannel) {
      return new PartwiseOperation(input.length(), part(value));
    }
    return constant == Side.LEFT
        ? (n, x, y, workspace) ->
            BroadcastArithmetic.forward(operation, broadcast(input, n), value, x[0], y, workspace)
        : (n, x, y, workspace) ->
            BroadcastArithmetic.forward(operation, broadcast(input, n), x[0], value, y, workspace);
  }

  private PartwiseOperation.Part part(float[] value) {
    return constant == Side.LEFT
        ? (x, at, count, y, workspace) ->
            BroadcastArithmetic.forwardConstantLeft(operation, at, count, value, x[0], y, workspace)
        : (x, at, count, y, workspace) ->
            BroadcastArithmetic.forwardConstantRight(
                operation, at, count, x[0], value, y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    float[] value = parameters.get("value");
    float[] nothing = {};
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
      Broadcast g = broadcast(input, n);
      float[] x = operation.gradientReadsInputs() ? kept.inputs()[0] : nothing;
      if (constant == Side.LEFT) {
        ArithmeticGradient.gradB(operation, g, value, x, gradOutput, gradInputs[0]);
      } else {
        ArithmeticGradient.gradA(operation, g, x, value, gradOutput, gradInputs[0]);
      }
    };
  }
}
