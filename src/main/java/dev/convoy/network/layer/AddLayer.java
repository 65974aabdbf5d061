package dev.convoy.network.layer;

import dev.convoy.compute.Add;
import dev.convoy.compute.Workspace;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Adds two or more inputs of one shape, from left to right; see {@link Add}. */
public record AddLayer() implements Layer {
  @Override
  public String kind() {
    return "add";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Check.that(inputs.size() >= 2, "has %s input, takes 2 or more", inputs.size());
    for (Shape input : inputs) {
      Check.that(
          input.equals(inputs.get(0)),
          "inputs have shapes %s and %s, needs all the same",
          inputs.get(0),
          input);
    }
    return inputs.get(0);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return (inputs.size() - 1) * outputShape(inputs).count();
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int imageFloats = inputs.get(0).length();
    if (inputs.size() == 2) {
      return new PartwiseOperation(imageFloats, new Sum());
    }
    return (n, x, y, workspace) -> {
      Add.forward(n * imageFloats, x[0], x[1], y);
      for (int i = 2; i < x.length; i++) {
        Add.forward(n * imageFloats, y, x[i], y);
      }
    };
  }

  /** Of two inputs. */
  record Sum() implements PartwiseOperation.Part {
    @Override
    public void run(float[][] x, int at, int count, float[] y, Workspace workspace) {
      Add.forward(at, count, x[0], x[1], y);
    }
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int count = inputs.get(0).length();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
      for (float[] gradInput : gradInputs) {
        System.arraycopy(gradOutput, 0, gradInput, 0, Math.min(gradInput.length, n * count));
      }
    };
  }
}
