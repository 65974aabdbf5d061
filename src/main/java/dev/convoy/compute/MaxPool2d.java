package dev.convoy.compute;

import dev.convoy.compute.micro.ChannelKernels;
import dev.convoy.compute.micro.Taps;
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
  public static void forward(PoolGeometry g, float[] x, float[] y, Workspace ws) {
    Check.length("max-pool x", x, g.input());
    Check.length("max-pool y", y, g.outputShape());
    int c = g.input().c();
    ChannelKernels kernels = ws.kernels().channels();
    SlidingWindow window = SlidingWindow.forward(g);
    Taps taps = ws.taps();
    for (int n = 0; n < g.input().n(); n++) {
      window.overImage(
          n,
          n,
          taps,
          (oh, ow, pixels, xAt, xStep, yAt, yStep) ->
              kernels.largest(c, pixels, taps, x, xAt, xStep, y, yAt, yStep));
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
   * in the fewest bits; with {@link Ties#ALL} one bit for each tap, set where it is not below the
   * maximum. Where the maximum is NaN every tap wins. The codes lie in the order of {@code y}.
   *
   * @param image which image of the batch
   * @param x input of {@link #forward}
   * @param y its output
   * @param packed {@link #winnerBytes} bytes are set, from {@code at} on
   */
  public static void keepWinners(
      PoolGeometry g, Ties ties, int image, float[] x, float[] y, byte[] packed, int at) {
    Check.length("max-pool x", x, g.input());
    Check.length("max-pool y", y, g.outputShape());
    int bytes = winnerBytes(g, ties);
    Check.that(packed.length >= at + bytes, "max-pool winners: needs %s bytes", at + bytes);
    int bits = winnerBits(g, ties);
    int c = g.input().c();
    int imageAt = image * g.input().h() * g.input().w() * c;
    PoolTaps taps = new PoolTaps(g);
    int[] codes = new int[c];
    BitPacking.Writer writer = new BitPacking.Writer(packed, at);
    int yAt = image * g.outH() * g.outW() * c;
    for (int oh = 0; oh < g.outH(); oh++) {
      for (int ow = 0; ow < g.outW(); ow++) {
        taps.move(oh, ow);
        if (ties == Ties.FIRST) {
          findFirst(taps, c, x, imageAt, y, yAt, codes);
          for (int channel = 0; channel < c; channel++) {
            writer.write(codes[channel], bits);
          }
        } else {
          for (int channel = 0; channel < c; channel++) {
            writeAll(taps, bits, x, imageAt + channel, y[yAt + channel], writer);
          }
        }
        yAt += c;
      }
    }
    writer.flush();
  }

  /** Looks at all taps, from the last to the first: which one wins no branch could foretell. */
  private static void findFirst(
      PoolTaps taps, int count, float[] x, int imageAt, float[] y, int yAt, int[] codes) {
    for (int i = taps.count() - 1; i >= 0; i--) {
      int tap = taps.tap(i);
      int xAt = imageAt + taps.pixelAt(i);
      for (int c = 0; c < count; c++) {
        codes[c] = x[xAt + c] < y[yAt + c] ? codes[c] : tap;
      }
    }
  }

  private static void writeAll(
      PoolTaps taps, int bits, float[] x, int xAt, float max, BitPacking.Writer writer) {
    int next = 0;
    for (int i = 0; i < taps.count(); i++) {
      for (; next < taps.tap(i); next++) {
        writer.write(0, 1);
      }
      writer.write(x[xAt + taps.pixelAt(i)] < max ? 0 : 1, 1);
      next++;
    }
    for (; next < bits; next++) {
      writer.write(0, 1);
    }
  }

  /**
   * Gradient of the input: each winner gets the gradient of its output.
   *
   * <pre>
   *   winners     one image after the other, as {@link #keepWinners} packs them
   *   gradOutput  float32 [N, outH, outW, C]
   *   gradInput   float32 [N, H, W, C]         set
   * </pre>
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void gradInput(
      PoolGeometry g, Ties ties, byte[] winners, float[] gradOutput, float[] gradInput) {
    int bytes = winnerBytes(g, ties);
    Check.that(
        winners.length >= (long) bytes * g.input().n(),
        "max-pool winners: %s bytes, needs %s for each of %s images",
        winners.length,
        bytes,
        g.input().n());
    Check.length("max-pool gradOutput", gradOutput, g.outputShape());
    Check.length("max-pool gradInput", gradInput, g.input());
    int c = g.input().c();
    int imageFloats = g.input().h() * g.input().w() * c;
    Arrays.fill(gradInput, 0, g.input().n() * imageFloats, 0f);
    PoolTaps taps = new PoolTaps(g);
    int yAt = 0;
    for (int n = 0; n < g.input().n(); n++) {
      BitPacking.Reader reader = new BitPacking.Reader(winners, n * bytes);
      for (int oh = 0; oh < g.outH(); oh++) {
        for (int ow = 0; ow < g.outW(); ow++) {
          taps.move(oh, ow);
          if (ties == Ties.FIRST) {
            giveToFirst(g, taps, reader, gradOutput, yAt, gradInput, n * imageFloats);
          } else {
            giveToAll(g, taps, reader, gradOutput, yAt, gradInput, n * imageFloats);
          }
          yAt += c;
        }
      }
    }
  }

  private static void giveToFirst(
      PoolGeometry g,
      PoolTaps taps,
      BitPacking.Reader winners,
      float[] gradOutput,
      int yAt,
      float[] gradInput,
      int xAt) {
    int bits = winnerBits(g, Ties.FIRST);
    boolean whole = taps.count() == g.window().taps(); // then the i-th tap has number i
    int channels = g.input().c();
    for (int c = 0; c < channels; c++) {
      int code = winners.read(bits);
      int i = whole && code < taps.count() ? code : taps.indexOf(code);
      gradInput[xAt + taps.pixelAt(i) + c] += gradOutput[yAt + c];
    }
  }

  private static void giveToAll(
      PoolGeometry g,
      PoolTaps taps,
      BitPacking.Reader winners,
      float[] gradOutput,
      int yAt,
      float[] gradInput,
      int xAt) {
    for (int c = 0; c < g.input().c(); c++) {
      for (int tap = 0; tap < g.window().taps(); tap++) {
        if (winners.read(1) == 1) {
          gradInput[xAt + taps.pixelAt(taps.indexOf(tap)) + c] += gradOutput[yAt + c];
        }
      }
    }
  }
}
