package dev.convoy.network.layer;

import dev.convoy.compute.Concat;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Joins inputs along their channels; see {@link Concat}. */
public record ConcatLayer() implements Layer {
  @Override
  public String kind() {
    return "concat";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Check.that(inputs.size() >= 2, "has %s input, takes 2 or more", inputs.size());
    int[] sizes = inputs.get(0).toArray();
    int last = sizes.length - 1;
    sizes[last] = 0;
    for (Shape input : inputs) {
      int[] other = input.toArray();
      boolean fits = other.length == sizes.length;
      for (int axis = 0; fits && axis < last; axis++) {
        fits = other[axis] == sizes[axis];
      }
      Check.that(
          fits, "inputs have shapes %s and %s, may differ in channels only", inputs.get(0), input);
      sizes[last] = Math.addExact(sizes[last], input.c());
    }
    return Shape.of(sizes);
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int[] channels = inputs.stream().mapToInt(Shape::c).toArray();
    int outC = outputShape(inputs).c();
    int rows = inputs.get(0).length() / inputs.get(0).c();
    return (n, x, y, workspace) -> {
      int firstC = 0;
      for (int i = 0; i < x.length; i++) {
        Concat.forward(n * rows, channels[i], firstC, outC, x[i], y);
        firstC += channels[i];
      }
    };
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int[] channels = inputs.stream().mapToInt(Shape::c).toArray();
    int outC = outputShape(inputs).c();
    int rows = inputs.get(0).length() / inputs.get(0).c();
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
      int firstC = 0;
      for (int i = 0; i < gradInputs.length; i++) {
        if (gradInputs[i].length > 0) {
          Concat.gradInput(n * rows, channels[i], firstC, outC, gradOutput, gradInputs[i]);
        }
        firstC += channels[i];
      }
    };
  }
}
