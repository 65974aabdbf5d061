package dev.convoy.image;

import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * Resizes with an antialiased bilinear filter, to the same bytes as Pillow's {@code
 * resize(BILINEAR)}, which torchvision uses for pictures.
 *
 * <p>Along each axis an output sample is the weighted mean of the input samples under a triangle
 * around its centre. The triangle reaches one input sample to each side where the picture grows,
 * and {@code in / out} samples where it shrinks, so that every input sample counts:
 *
 * <pre>
 *   ratio     = in / out
 *   reach     = max(1, ratio)
 *   centre(o) = (o + 0.5) * ratio
 *   weight(i) = max(0, 1 - |i + 0.5 - centre| / reach), then divided by their sum
 * </pre>
 *
 * <p>Rows are resized first, then columns; in between, samples are rounded to 8 bits. Weights are
 * fixed point with 22 bits after the point, so that 8 bit samples times weights fit an {@code int}.
 */
public final class Resize {
  private static final int WEIGHT_BITS = 22;
  private static final int HALF = 1 << (WEIGHT_BITS - 1);

  private Resize() {}

  /**
   * The picture at {@code h} rows and {@code w} columns; the same object where it has that size.
   *
   * @throws IllegalArgumentException if a size is below 1, or the result or the picture between the
   *     two passes, {@code [input h, w, c]}, does not fit one array
   */
  public static Pixels to(Pixels picture, int h, int w) {
    Check.that(h >= 1 && w >= 1, "resize to %s x %s: needs at least 1 x 1", h, w);
    Check.that(
        Math.max(h, picture.h()) <= Pixels.MOST_BYTES / w / picture.c(),
        "resize %s x %s to %s x %s: does not fit one array",
        picture.h(),
        picture.w(),
        h,
        w);
    Pixels wide = picture.w() == w ? picture : resizeRows(picture, w);
    return wide.h() == h ? wide : resizeColumns(wide, h);
  }

  /** Weights of one axis: output o is the sum over k of {@code input[start[o] + k] * weight}. */
  private record Taps(int[] start, int[] count, int[] weights, int most) {
    static Taps of(int in, int out) {
      double ratio = (double) in / out;
      double reach = Math.max(1, ratio);
      int most = (int) Math.ceil(reach) * 2 + 1;
      Taps taps =
          new Taps(new int[out], new int[out], new int[Math.multiplyExact(out, most)], most);
      double[] weights = new double[most];
      for (int o = 0; o < out; o++) {
        double centre = (o + 0.5) * ratio;
        int start = Math.max(0, (int) (centre - reach + 0.5));
        int count = Math.min(in, (int) (centre + reach + 0.5)) - start;
        double sum = 0;
        for (int k = 0; k < count; k++) {
          double distance = Math.abs((start + k - centre + 0.5) * (1 / reach));
          weights[k] = Math.max(0, 1 - distance);
          sum += weights[k];
        }
        for (int k = 0; k < count; k++) {
          taps.weights[o * most + k] = (int) (weights[k] / sum * (1 << WEIGHT_BITS) + 0.5);
        }
        taps.start[o] = start;
        taps.count[o] = count;
      }
      return taps;
    }
  }

  private static Pixels resizeRows(Pixels from, int w) {
    Taps taps = Taps.of(from.w(), w);
    byte[] in = from.data();
    byte[] out = new byte[from.h() * w * from.c()];
    int c = from.c();
    for (int y = 0; y < from.h(); y++) {
      int rowAt = y * from.w() * c;
      int to = y * w * c;
      for (int x = 0; x < w; x++) {
        int firstAt = rowAt + taps.start[x] * c;
        int weightAt = x * taps.most;
        for (int channel = 0; channel < c; channel++) {
          int sum = HALF;
          for (int k = 0; k < taps.count[x]; k++) {
            sum += (in[firstAt + k * c + channel] & 0xFF) * taps.weights[weightAt + k];
          }
          out[to++] = rounded(sum);
        }
      }
    }
    return new Pixels(from.h(), w, c, out);
  }

  private static Pixels resizeColumns(Pixels from, int h) {
    Taps taps = Taps.of(from.h(), h);
    byte[] in = from.data();
    int rowLength = from.w() * from.c();
    byte[] out = new byte[h * rowLength];
    int[] sums = new int[rowLength];
    for (int y = 0; y < h; y++) {
      Arrays.fill(sums, HALF);
      for (int k = 0; k < taps.count[y]; k++) {
        int rowAt = (taps.start[y] + k) * rowLength;
        int weight = taps.weights[y * taps.most + k];
        for (int i = 0; i < rowLength; i++) {
          sums[i] += (in[rowAt + i] & 0xFF) * weight;
        }
      }
      for (int i = 0; i < rowLength; i++) {
        out[y * rowLength + i] = rounded(sums[i]);
      }
    }
    return new Pixels(h, from.w(), from.c(), out);
  }

  /** Weights are rounded, so a sum may exceed 255 by a hair. */
  private static byte rounded(int sum) {
    return (byte) Math.min(255, sum >> WEIGHT_BITS);
  }
}
