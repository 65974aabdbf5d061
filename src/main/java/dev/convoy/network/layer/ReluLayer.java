package dev.convoy.network.layer;

import dev.convoy.compute.Relu;
import dev.convoy.compute.Workspace;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * A rectifier; see {@link Relu}.
 *
 * @param form which one
 * @param slope factor below zero; only {@link Form#LEAKY} has one that is not 0
 */
public record ReluLayer(Form form, float slope) implements Layer {
  /** The rectifiers. */
  public enum Form {
    PLAIN("relu"),
    SIX("relu6"),
    LEAKY("leakyRelu");

    private final String kind;

    Form(String kind) {
      this.kind = kind;
    }
  }

  public ReluLayer {
    Check.that(slope >= 0, "slope %s, needs 0 or more", slope);
  }

  @Override
  public String kind() {
    return form.kind;
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
    return new Keep.LinearBits(form == Form.SIX);
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    PartwiseOperation.Part part =
        switch (form) {
          case PLAIN -> new Clamp(Float.POSITIVE_INFINITY);
          case SIX -> new Clamp(6f);
          case LEAKY ->
              (x, at, count, y, workspace) ->
                  Relu.forwardLeaky(at, count, slope, x[0], y, workspace);
        };
    return new PartwiseOperation(inputs.get(0).length(), part);
  }

  /**
   * Zero below, as it is above.
   *
   * @param high 6 or infinity
   */
  record Clamp(float high) implements PartwiseOperation.Part {
    @Override
    public void run(float[][] x, int at, int count, float[] y, Workspace workspace) {
      if (high == Float.POSITIVE_INFINITY) {
        Relu.forward(at, count, x[0], y);
      } else {
        Relu.forward6(at, count, x[0], y);
      }
    }
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = inputs.get(0).length();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        Relu.gradInput(n, count, kept.packed(), slope, gradOutput, gradInputs[0]);
  }
}
