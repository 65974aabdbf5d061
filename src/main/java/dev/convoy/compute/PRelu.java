package dev.convoy.compute;

import dev.convoy.compute.micro.ArithmeticKernels;
import dev.convoy.tensor.Check;

/**
 * A rectifier with slopes that are learned, one for all values or for those of a channel.
 *
 * <pre>
 *   x      float32, shape {@link Broadcast#a}, which is also the output's
 *   slope  float32, shape {@link Broadcast#b}, repeated along x
 *   y      float32, shape of x   set; may be x itself
 *   y = x &lt; 0 ? slope * x : x
 * </pre>
 *
 * @see <a href="https://arxiv.org/abs/1502.01852">He et al. 2015, section 2.1</a>
 */
public final class PRelu {
  private PRelu() {}

  /**
   * Forward; see the class for arrays and formula.
   *
   * @throws IllegalArgumentException if an array is too short or the slopes are larger than x
   */
  public static void forward(Broadcast g, float[] x, float[] slope, float[] y, Workspace ws) {
    checkLengths(g, x, slope);
    Check.length("prelu y", y, g.output());
    g.forEachBlock((xAt, slopeAt, yAt) -> block(g, x, xAt, slope, slopeAt, y, yAt, ws));
  }

  private static void block(
      Broadcast g,
      float[] x,
      int xAt,
      float[] slope,
      int slopeAt,
      float[] y,
      int yAt,
      Workspace ws) {
    ArithmeticKernels kernels = ws.kernels().arithmetic();
    int step = g.aRowStep();
    int slopeStep = g.bRowStep();
    if (g.bStep() == 0) {
      kernels.rectifiedByNumber(
          g.rows(), g.count(), x, xAt, step, slope, slopeAt, slopeStep, y, yAt);
    } else {
      kernels.rectifiedRows(g.rows(), g.count(), x, xAt, step, slope, slopeAt, slopeStep, y, yAt);
    }
  }

  /**
   * One slope for all, or one for every channel: the values from {@code at} on.
   *
   * @param at where a pixel begins
   * @param count of values, whole pixels
   */
  public static void forward(int at, int count, float[] x, float[] slope, float[] y, Workspace ws) {
    int c = slope.length;
    Check.length("prelu x", x, (long) at + count);
    Check.length("prelu y", y, (long) at + count);
    ArithmeticKernels kernels = ws.kernels().arithmetic();
    if (c == 1) {
      kernels.rectifiedByNumber(1, count, x, at, 0, slope, 0, 0, y, at);
    } else {
      kernels.rectifiedRows(count / c, c, x, at, c, slope, 0, 0, y, at);
    }
  }

  private static void checkLengths(Broadcast g, float[] x, float[] slope) {
    Check.that(
        g.a().equals(g.output()), "prelu: slopes %s do not fit into an input %s", g.b(), g.a());
    Check.length("prelu x", x, g.a());
    Check.length("prelu slope", slope, g.b());
  }

  /**
   * Gradient of the input: {@code gradInput = x < 0 ? slope * gradOutput : gradOutput}, set.
   *
   * @param gradInput may be {@code gradOutput} itself
   */
  public static void gradInput(
      Broadcast g, float[] x, float[] slope, float[] gradOutput, float[] gradInput) {
    checkLengths(g, x, slope);
    Check.length("prelu gradOutput", gradOutput, g.output());
    Check.length("prelu gradInput", gradInput, g.output());
    int step = g.bStep();
    g.forEachBlock(
        (xAt, slopeAt, yAt) -> {
          for (int r = 0; r < g.rows(); r++) {
            int row = yAt + r * g.count(); // x has the shape of the output
            int slopeRow = slopeAt + r * g.bRowStep();
            for (int i = 0; i < g.count(); i++) {
              float factor = x[row + i] < 0f ? slope[slopeRow + i * step] : 1f;
              gradInput[row + i] = factor * gradOutput[row + i];
            }
          }
        });
  }

  /**
   * Adds the gradient of the slopes: over the values of each, in their order,
   *
   * <pre>
   *   gradients[at + s] += gradOutput * x   where x &lt; 0
   * </pre>
   */
  public static void addGradSlope(
      Broadcast g, float[] x, float[] gradOutput, float[] gradients, int at) {
    Check.length("prelu x", x, g.a());
    Check.length("prelu gradOutput", gradOutput, g.output());
    Check.length("prelu gradients", gradients, at + g.b().count());
    int step = g.bStep();
    g.forEachBlock(
        (xAt, slopeAt, yAt) -> {
          for (int r = 0; r < g.rows(); r++) {
            int row = yAt + r * g.count();
            int slopeRow = at + slopeAt + r * g.bRowStep();
            for (int i = 0; i < g.count(); i++) {
              int to = slopeRow + i * step;
              float below = Math.min(x[row + i], 0f);
              gradients[to] = Math.fma(gradOutput[row + i], below, gradients[to]);
            }
          }
        });
  }
}
