package dev.convoy.network.layer;

import dev.convoy.compute.AxisWeights;
import dev.convoy.compute.Pick;
import dev.convoy.compute.Resize2d;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Resamples an image to another size; every choice that ONNX's Resize has. Where neighbours are
 * only copied it is a {@link Pick}, else {@link Resize2d}; {@link Resampling} has the formulas.
 *
 * @param high what is done to the rows
 * @param wide what is done to the columns
 * @see <a href="https://onnx.ai/onnx/operators/onnx__Resize.html">ONNX, Resize</a>
 */
public record ResizeLayer(ResizeLayer.Axis high, ResizeLayer.Axis wide) implements Layer {
  /** How an output value comes from its neighbours in the input. */
  public enum Interpolation {
    /** One of them. */
    NEAREST(1),
    /** A line between two. */
    LINEAR(2),
    /** A cubic of four. */
    CUBIC(4);

    private final int taps;

    Interpolation(int taps) {
      this.taps = taps;
    }
  }

  /** Where an output index lies among the input's; names as in ONNX. */
  public enum Coordinates {
    HALF_PIXEL,
    HALF_PIXEL_SYMMETRIC,
    PYTORCH_HALF_PIXEL,
    ALIGN_CORNERS,
    ASYMMETRIC,
    TF_HALF_PIXEL_FOR_NN,
    TF_CROP_AND_RESIZE
  }

  /** Which neighbour is the nearest; names as in ONNX. */
  public enum Nearest {
    ROUND_PREFER_FLOOR,
    ROUND_PREFER_CEIL,
    FLOOR,
    CEIL
  }

  /**
   * What is done to one axis.
   *
   * @param out indices of the output; 0 for as many as whole ones are in the input's times scale
   * @param scale output indices per input index; 0 for the quotient of the sizes
   * @param roiStart for {@link Coordinates#TF_CROP_AND_RESIZE}: where the part that is resized
   *     begins, as a share of the axis
   * @param roiEnd where it ends
   * @param nearest for {@link Interpolation#NEAREST}
   * @param cubicA for {@link Interpolation#CUBIC}: its coefficient, often -0.75
   * @param excludeOutside whether neighbours outside the image weigh nothing; else they are as the
   *     first or last index
   * @param extrapolation for {@link Coordinates#TF_CROP_AND_RESIZE}: what lies outside the image
   * @param antialias whether linear and cubic kernels grow where the output is smaller
   */
  public record Axis(
      int out,
      double scale,
      double roiStart,
      double roiEnd,
      Interpolation interpolation,
      Coordinates coordinates,
      Nearest nearest,
      double cubicA,
      boolean excludeOutside,
      double extrapolation,
      boolean antialias)
      implements Serializable {
    public Axis {
      Check.that(out >= 0 && scale >= 0, "resize: to %s indices, scale %s", out, scale);
      Check.that(out > 0 || scale > 0, "resize: needs a size or a scale");
    }

    /** Without antialiasing. */
    public Axis(
        int out,
        double scale,
        double roiStart,
        double roiEnd,
        Interpolation interpolation,
        Coordinates coordinates,
        Nearest nearest,
        double cubicA,
        boolean excludeOutside,
        double extrapolation) {
      this(
          out,
          scale,
          roiStart,
          roiEnd,
          interpolation,
          coordinates,
          nearest,
          cubicA,
          excludeOutside,
          extrapolation,
          false);
    }

    /** The same with both size and scale, for an input of {@code size} indices. */
    Axis of(int size) {
      double whole = Math.floor(size * scale);
      int indices = out > 0 ? out : (int) whole;
      Check.that(
          size > 0 && indices > 0 && whole < Integer.MAX_VALUE,
          "resize: %s indices with scale %s leave %s",
          size,
          scale,
          whole);
      return new Axis(
          indices,
          scale > 0 ? scale : (double) indices / size,
          roiStart,
          roiEnd,
          interpolation,
          coordinates,
          nearest,
          cubicA,
          excludeOutside,
          extrapolation,
          antialias);
    }
  }

  @Override
  public String kind() {
    return "resize";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.image(inputs);
    return Shape.of(high.of(input.h()).out, wide.of(input.w()).out, input.c());
  }

  @Override
  public long flops(List<Shape> inputs) {
    return copies()
        ? 0
        : 2L * outputShape(inputs).count() * high.interpolation.taps * wide.interpolation.taps;
  }

  /** Only {@link Coordinates#TF_CROP_AND_RESIZE} looks outside. */
  private float outside() {
    Axis crops = high.coordinates == Coordinates.TF_CROP_AND_RESIZE ? high : wide;
    return (float) crops.extrapolation;
  }

  private boolean copies() {
    return high.interpolation == Interpolation.NEAREST
        && wide.interpolation == Interpolation.NEAREST;
  }

  private Pick pick(Shape input) {
    int[] rows = Resampling.nearest(high.of(input.h()), input.h());
    int[] columns = Resampling.nearest(wide.of(input.w()), input.w());
    return Pick.of(input, List.of(rows, columns, Pick.all(input.c())), outside());
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    if (copies()) {
      Pick pick = pick(input);
      return (n, x, y, workspace) -> pick.forward(n, x[0], y);
    }
    AxisWeights rows = Resampling.weights(high.of(input.h()), input.h());
    AxisWeights columns = Resampling.weights(wide.of(input.w()), input.w());
    float outside = outside();
    return (n, x, y, workspace) ->
        Resize2d.forward(input.batch(n), rows, columns, outside, x[0], y, workspace);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    Shape input = inputs.get(0);
    if (copies()) {
      Pick pick = pick(input);
      return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
          pick.gradInput(n, gradOutput, gradInputs[0]);
    }
    AxisWeights rows = Resampling.weights(high.of(input.h()), input.h());
    AxisWeights columns = Resampling.weights(wide.of(input.w()), input.w());
    return (n, kept, gradOutput, gradInputs, gradients, at, workspace) ->
        Resize2d.gradInput(input.batch(n), rows, columns, gradOutput, gradInputs[0], workspace);
  }
}
