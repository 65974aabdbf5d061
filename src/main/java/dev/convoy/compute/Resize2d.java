package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;

/**
 * Resamples images with weights for rows and for columns: linear and cubic interpolation, with or
 * without antialiasing.
 *
 * <pre>
 *   x  float32 [N, H, W, C]         images
 *   y  float32 [N, outH, outW, C]   set
 *   row[w, c]        = sum over h of high[oh, h] * x[n, h, w, c]    fused, in the order of h
 *   y[n, oh, ow, c]  = sum over w of wide[ow, w] * row[w, c]        fused, in the order of w
 * </pre>
 *
 * <p>Where either lies outside the image, y is a constant. Scratch: one row of the image.
 */
public final class Resize2d {
  private Resize2d() {}

  private static void check(Shape input, AxisWeights high, AxisWeights wide) {
    Check.that(
        input.rank() == 4 && high.inSize() == input.h() && wide.inSize() == input.w(),
        "resize: input %s, weights are for %s x %s",
        input,
        high.inSize(),
        wide.inSize());
  }

  private static Shape outputShape(Shape input, AxisWeights high, AxisWeights wide) {
    return Shape.of(input.n(), high.outSize(), wide.outSize(), input.c());
  }

  /**
   * Forward; see the class for arrays and formula.
   *
   * @param outside stands where an output is made of no input
   * @throws IllegalArgumentException if an array is shorter than its shape, or the weights are
   *     those of another size
   */
  public static void forward(
      Shape input,
      AxisWeights high,
      AxisWeights wide,
      float outside,
      float[] x,
      float[] y,
      Workspace ws) {
    check(input, high, wide);
    Check.length("resize x", x, input);
    Check.length("resize y", y, outputShape(input, high, wide));
    int rowFloats = input.w() * input.c();
    int outputFloats = wide.outSize() * input.c();
    float[] row = ws.floats(Workspace.Scratch.RESIZED_ROW, rowFloats);
    int yAt = 0;
    for (int n = 0; n < input.n(); n++) {
      for (int oh = 0; oh < high.outSize(); oh++) {
        if (high.isOutside(oh)) {
          Arrays.fill(y, yAt, yAt + outputFloats, outside);
        } else {
          combine(high, oh, x, n * input.h() * rowFloats, rowFloats, row, 0);
          forwardRow(wide, input.c(), outside, row, y, yAt);
        }
        yAt += outputFloats;
      }
    }
  }

  private static void forwardRow(
      AxisWeights wide, int c, float outside, float[] row, float[] y, int yAt) {
    for (int ow = 0; ow < wide.outSize(); ow++) {
      int at = yAt + ow * c;
      if (wide.isOutside(ow)) {
        Arrays.fill(y, at, at + c, outside);
      } else {
        combine(wide, ow, row, 0, c, y, at);
      }
    }
  }

  /** Sets {@code count} floats to what output index {@code output} is made of. */
  private static void combine(
      AxisWeights axis, int output, float[] x, int xAt, int count, float[] y, int yAt) {
    int tap = axis.first(output);
    int end = axis.first(output + 1);
    int a = xAt + axis.source(tap) * count;
    float first = axis.weight(tap);
    if (end - tap == 1) {
      for (int i = 0; i < count; i++) {
        y[yAt + i] = x[a + i] * first;
      }
      return;
    }
    int b = xAt + axis.source(tap + 1) * count;
    float second = axis.weight(tap + 1);
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.fma(x[b + i], second, x[a + i] * first);
    }
    for (tap += 2; tap < end; tap++) {
      add(axis.weight(tap), x, xAt + axis.source(tap) * count, count, y, yAt);
    }
  }

  private static void add(float weight, float[] x, int xAt, int count, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.fma(x[xAt + i], weight, y[yAt + i]);
    }
  }

  /**
   * Gradient of the input: every output gives back with the weights it took.
   *
   * <pre>
   *   gradOutput  float32 [N, outH, outW, C]
   *   gradInput   float32 [N, H, W, C]         set
   *   gradInput[n, h, w, c] = sum over oh of high[oh, h] * sum over ow of wide[ow, w] * gradOutput
   * </pre>
   *
   * @throws IllegalArgumentException if an array is shorter than its shape, or the weights are
   *     those of another size
   */
  public static void gradInput(
      Shape input,
      AxisWeights high,
      AxisWeights wide,
      float[] gradOutput,
      float[] gradInput,
      Workspace ws) {
    check(input, high, wide);
    Check.length("resize gradOutput", gradOutput, outputShape(input, high, wide));
    Check.length("resize gradInput", gradInput, input);
    int c = input.c();
    int rowFloats = input.w() * c;
    Arrays.fill(gradInput, 0, input.n() * input.h() * rowFloats, 0f);
    float[] row = ws.floats(Workspace.Scratch.RESIZED_ROW, rowFloats);
    int gradAt = 0;
    for (int n = 0; n < input.n(); n++) {
      int imageAt = n * input.h() * rowFloats;
      for (int oh = 0; oh < high.outSize(); oh++) {
        if (!high.isOutside(oh)) {
          backwardRow(wide, c, gradOutput, gradAt, row, rowFloats);
          for (int tap = high.first(oh); tap < high.first(oh + 1); tap++) {
            int at = imageAt + high.source(tap) * rowFloats;
            add(high.weight(tap), row, 0, rowFloats, gradInput, at);
          }
        }
        gradAt += wide.outSize() * c;
      }
    }
  }

  private static void backwardRow(
      AxisWeights wide, int c, float[] gradOutput, int gradAt, float[] row, int rowFloats) {
    Arrays.fill(row, 0, rowFloats, 0f);
    for (int ow = 0; ow < wide.outSize(); ow++) {
      for (int tap = wide.first(ow); tap < wide.first(ow + 1); tap++) {
        add(wide.weight(tap), gradOutput, gradAt + ow * c, c, row, wide.source(tap) * c);
      }
    }
  }
}
