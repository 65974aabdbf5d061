package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Joins images along their channels.
 *
 * <pre>
 *   x  float32 [rows, C]       one input
 *   y  float32 [rows, outC]    channels [firstC, firstC + C) set
 * </pre>
 */
public final class Concat {
  private Concat() {}

  /**
   * Copies one input to its place in the output; call it once for each input.
   *
   * @param rows pixels of all images
   * @param c channels of this input
   * @param firstC where they begin in the output
   * @param outC channels of the output
   */
  public static void forward(int rows, int c, int firstC, int outC, float[] x, float[] y) {
    Check.that(firstC + c <= outC, "concat: channels %s + %s exceed %s", firstC, c, outC);
    Check.length("concat x", x, (long) rows * c);
    Check.length("concat y", y, (long) rows * outC);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(x, row * c, y, row * outC + firstC, c);
    }
  }

  /**
   * Gradient of one input: its channels of the gradient of the output; parameters as in {@link
   * #forward}.
   *
   * @param gradInput float32 [rows, C], set
   */
  public static void gradInput(
      int rows, int c, int firstC, int outC, float[] gradOutput, float[] gradInput) {
    Check.that(firstC + c <= outC, "concat: channels %s + %s exceed %s", firstC, c, outC);
    Check.length("concat gradOutput", gradOutput, (long) rows * outC);
    Check.length("concat gradInput", gradInput, (long) rows * c);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(gradOutput, row * outC + firstC, gradInput, row * c, c);
    }
  }
}
