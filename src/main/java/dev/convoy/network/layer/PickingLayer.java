package dev.convoy.network.layer;

import dev.convoy.compute.Pick;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** A layer whose every output value is one of the input's, or a constant; see {@link Pick}. */
interface PickingLayer extends Layer {
  /** What is picked from an image of this shape. */
  Pick pick(Shape input);

  @Override
  default Shape outputShape(List<Shape> inputs) {
    return pick(Inputs.single(inputs)).outputShape();
  }

  @Override
  default Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Pick pick = pick(inputs.get(0));
    return (n, x, y, workspace) -> pick.forward(n, x[0], y);
  }

  @Override
  default BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Pick pick = pick(inputs.get(0));
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        pick.gradInput(n, gradOutput, gradInputs[0]);
  }
}
