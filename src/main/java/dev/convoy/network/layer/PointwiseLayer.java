package dev.convoy.network.layer;

import dev.convoy.compute.Pointwise;
import dev.convoy.compute.PointwiseFunction;
import dev.convoy.compute.PointwiseGradient;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A function of one value; see {@link Pointwise}.
 *
 * @param alpha for functions that have it, otherwise 0
 * @param beta likewise
 */
public record PointwiseLayer(PointwiseFunction function, float alpha, float beta) implements Layer {
  public PointwiseLayer {
    Pointwise.check(function, alpha, beta);
  }

  @Override
  public String kind() {
    return kindOf(function);
  }

  /** The function's name as one word: {@code hardSigmoid}. */
  public static String kindOf(PointwiseFunction function) {
    StringBuilder word = new StringBuilder();
    for (String part : function.name().split("_")) {
      String lower = part.toLowerCase(Locale.ROOT);
      word.append(word.isEmpty() ? lower : part.charAt(0) + lower.substring(1));
    }
    return word.toString();
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.single(inputs);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return outputShape(inputs).count();
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    return new PartwiseOperation(inputs.get(0).length(), part());
  }

  /** Between 0 and 6 or infinity a clip is a rectifier, which can join what comes before it. */
  private PartwiseOperation.Part part() {
    boolean rectifies = alpha == 0f && (beta == 6f || beta == Float.POSITIVE_INFINITY);
    if (function == PointwiseFunction.CLIP && rectifies) {
      return new ReluLayer.Clamp(beta);
    }
    return (x, at, count, y, workspace) ->
        Pointwise.forward(function, alpha, beta, at, count, x[0], y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = inputs.get(0).length();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        PointwiseGradient.gradInput(
            function,
            alpha,
            beta,
            n * count,
            kept.inputs()[0],
            gradOutput,
            gradInputs[0],
            workspace);
  }
}
