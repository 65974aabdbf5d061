package dev.convoy.network.layer;

import dev.convoy.compute.Pad2d;
import dev.convoy.compute.Padding;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** A frame around every image; see {@link Pad2d}. */
public record Pad2dLayer(Padding pad, float value) implements Layer {
  @Override
  public String kind() {
    return "pad2d";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape padded = Pad2d.outputShape(Inputs.image(inputs).batch(1), pad);
    return Shape.of(padded.h(), padded.w(), padded.c());
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    return (n, x, y, workspace) -> Pad2d.forward(input.batch(n), pad, value, x[0], y);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        Pad2d.gradInput(input.batch(n), pad, gradOutput, gradInputs[0]);
  }
}
