package dev.convoy.compute;

import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * Takes the largest value under each position of a window; padding is never chosen.
 *
 * <pre>
 *   x  float32 [N, H, W, C]         images
 *   y  float32 [N, outH, outW, C]   set
 *   y[n, oh, ow, c] = max over the taps (fh, fw) inside the image of
 *       x[n, oh * strideH + fh * dilationH - padTop, ow * strideW + fw * dilationW - padLeft, c]
 * </pre>
 *
 * <p>A NaN under the window makes the output NaN.
 */
public final class MaxPool2d {
  /** Who gets the gradient where several values of a window are the largest. */
  public enum Ties {
    /** The first in row-major order, as in deep-learning libraries. */
    FIRST,
    /** Every one of them, as the notebook's mask does. */
    ALL
  }

  private MaxPool2d() {}

  /**
   * Forward; see the class for arrays and formula.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(PoolGeometry g, float[] x, float[] y) {
    Check.length("max-pool x", x, g.input());
    Check.length("max-pool y", y, g.outputShape());
    Window window = g.window();
    int inH = g.input().h();
    int inW = g.input().w();
    int c = g.input().c();
    int yAt = 0;
    for (int n = 0; n < g.input().n(); n++) {
      for (int oh = 0; oh < g.outH(); oh++) {
        for (int ow = 0; ow < g.outW(); ow++) {
          Arrays.fill(y, yAt, yAt + c, Float.NEGATIVE_INFINITY);
          for (int fh = 0; fh < window.filterH(); fh++) {
            int ih = oh * window.strideH() + fh * window.dilationH() - g.pad().top();
            if (ih < 0 || ih >= inH) {
              continue;
            }
            for (int fw = 0; fw < window.filterW(); fw++) {
              int iw = ow * window.strideW() + fw * window.dilationW() - g.pad().left();
              if (iw >= 0 && iw < inW) {
                takeLarger(c, x, ((n * inH + ih) * inW + iw) * c, y, yAt);
              }
            }
          }
          yAt += c;
        }
      }
    }
  }

  private static void takeLarger(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int c = 0; c < count; c++) {
      y[yAt + c] = Math.max(y[yAt + c], x[xAt + c]);
    }
  }

  /** Bits that {@link #keepWinners} stores for each output value. */
  public static int winnerBits(PoolGeometry g, Ties ties) {
    return ties == Ties.FIRST ? BitPacking.bitsFor(g.window().taps()) : g.window().taps();
  }

  /** Bytes that {@link #keepWinners} stores for one image. */
  public static int winnerBytes(PoolGeometry g, Ties ties) {
    long outputs = (long) g.outH() * g.outW() * g.input().c();
    return BitPacking.byteCount(outputs, winnerBits(g, ties));
  }

  /**
   * Stores which taps won in one image, which is all that backward needs of forward.
   *
   * <p>With {@link Ties#FIRST} each output keeps the number {@code fh * filterW + fw} of its winner
   * in the fewest bits; with {@link Ties#ALL} one bit for each tap, set where it equals the
   * maximum. The codes lie in the order of {@code y}.
   *
   * @param image which image of the batch
   * @param x input of {@link #forward}
   * @param y its output
   * @return {@link #winnerBytes} bytes
   */
  public static byte[] keepWinners(PoolGeometry g, Ties ties, int image, float[] x, float[] y) {
    Check.length("max-pool x", x, g.input());
    Check.length("max-pool y", y, g.outputShape());
    byte[] packed = new byte[winnerBytes(g, ties)];
    int bits = winnerBits(g, ties);
    int outputs = g.outH() * g.outW() * g.input().c();
    for (int output = 0; output < outputs; output++) {
      int code = winners(g, ties, image, output, x, y[image * outputs + output], packed, bits);
      if (ties == Ties.FIRST) {
        BitPacking.put(packed, output, bits, code);
      }
    }
    return packed;
  }

  /** The first winning tap; with {@link Ties#ALL} sets the bits of all of them on the way. */
  private static int winners(
      PoolGeometry g,
      Ties ties,
      int image,
      int output,
      float[] x,
      float max,
      byte[] packed,
      int bits) {
    Window window = g.window();
    int channels = g.input().c();
    int c = output % channels;
    int ow = output / channels % g.outW();
    int oh = output / channels / g.outW();
    for (int tap = 0; tap < window.taps(); tap++) {
      int ih = oh * window.strideH() + tap / window.filterW() * window.dilationH() - g.pad().top();
      int iw = ow * window.strideW() + tap % window.filterW() * window.dilationW() - g.pad().left();
      if (ih < 0 || ih >= g.input().h() || iw < 0 || iw >= g.input().w()) {
        continue;
      }
      float value = x[((image * g.input().h() + ih) * g.input().w() + iw) * channels + c];
      if (value == max || value != value) {
        if (ties == Ties.FIRST) {
          return tap;
        }
        BitPacking.put(packed, (long) output * bits + tap, 1, 1);
      }
    }
    return 0;
  }
}
