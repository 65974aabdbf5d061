package dev.convoy.compute;

import dev.convoy.compute.micro.ChannelKernels;
import dev.convoy.compute.micro.Taps;
import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * Averages the values under each position of a window.
 *
 * <pre>
 *   x  float32 [N, H, W, C]         images
 *   y  float32 [N, outH, outW, C]   set
 *   y[n, oh, ow, c] = (sum over the taps inside the image of x) / divisor
 * </pre>
 */
public final class AveragePool2d {
  /** What a window that reaches into the padding is divided by. */
  public enum Divisor {
    /** Its taps inside the image. */
    IMAGE_ONLY,
    /** Its taps inside the image and its padding. */
    IMAGE_AND_PADDING
  }

  private AveragePool2d() {}

  /**
   * Forward; see the class for arrays and formula.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(PoolGeometry g, Divisor divisor, float[] x, float[] y, Workspace ws) {
    Check.length("average-pool x", x, g.input());
    Check.length("average-pool y", y, g.outputShape());
    int c = g.input().c();
    ChannelKernels kernels = ws.kernels().channels();
    SlidingWindow window = SlidingWindow.forward(g);
    Taps taps = ws.taps();
    for (int n = 0; n < g.input().n(); n++) {
      window.overImage(
          n,
          n,
          taps,
          (oh, ow, pixels, xAt, xStep, yAt, yStep) -> {
            int by = divisor(g, divisor, oh, ow);
            kernels.averages(c, pixels, taps, by, x, xAt, xStep, y, yAt, yStep);
          });
    }
  }

  /**
   * Gradient of the input: each pixel under a window gets an equal share of its output's gradient.
   *
   * <pre>
   *   gradOutput  float32 [N, outH, outW, C]
   *   gradInput   float32 [N, H, W, C]         set
   *   gradInput[n, ih, iw, c] = sum over the windows that hold (ih, iw) of gradOutput / divisor
   * </pre>
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void gradInput(
      PoolGeometry g, Divisor divisor, float[] gradOutput, float[] gradInput) {
    Check.length("average-pool gradOutput", gradOutput, g.outputShape());
    Check.length("average-pool gradInput", gradInput, g.input());
    int c = g.input().c();
    int imageFloats = g.input().h() * g.input().w() * c;
    Arrays.fill(gradInput, 0, g.input().n() * imageFloats, 0f);
    PoolTaps taps = new PoolTaps(g);
    int yAt = 0;
    for (int n = 0; n < g.input().n(); n++) {
      for (int oh = 0; oh < g.outH(); oh++) {
        for (int ow = 0; ow < g.outW(); ow++) {
          taps.move(oh, ow);
          float share = divisor(g, divisor, oh, ow);
          for (int i = 0; i < taps.count(); i++) {
            int xAt = n * imageFloats + taps.pixelAt(i);
            addShare(c, gradOutput, yAt, share, gradInput, xAt);
          }
          yAt += c;
        }
      }
    }
  }

  private static void addShare(
      int count, float[] gradOutput, int yAt, float divisor, float[] gradInput, int xAt) {
    for (int c = 0; c < count; c++) {
      gradInput[xAt + c] += gradOutput[yAt + c] / divisor;
    }
  }

  /** What output (oh, ow) is divided by. */
  static int divisor(PoolGeometry g, Divisor divisor, int oh, int ow) {
    boolean padded = divisor == Divisor.IMAGE_AND_PADDING;
    int rows = 0;
    for (int fh = 0; fh < g.window().filterH(); fh++) {
      int ih = row(g, oh, fh);
      boolean inside = ih >= 0 && ih < g.input().h();
      rows += inside || padded && ih < g.input().h() + g.pad().bottom() ? 1 : 0;
    }
    int columns = 0;
    for (int fw = 0; fw < g.window().filterW(); fw++) {
      int iw = column(g, ow, fw);
      boolean inside = iw >= 0 && iw < g.input().w();
      columns += inside || padded && iw < g.input().w() + g.pad().right() ? 1 : 0;
    }
    return rows * columns;
  }

  private static int row(PoolGeometry g, int oh, int fh) {
    return oh * g.window().strideH() + fh * g.window().dilationH() - g.pad().top();
  }

  private static int column(PoolGeometry g, int ow, int fw) {
    return ow * g.window().strideW() + fw * g.window().dilationW() - g.pad().left();
  }
}
