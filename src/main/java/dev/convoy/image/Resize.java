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
    if (picture.h() == h && picture.w() == w) {
      return picture;
    }
    return window(picture, h, w, new Window(0, 0, h, w));
  }

  /** The part of a resized picture from row {@code top} and column {@code left} on. */
  record Window(int top, int left, int h, int w) {}

  /**
   * What {@link #to} gives, cut to a window that lies inside: only the window is computed. Sizes
   * are the caller's care.
   */
  static Pixels window(Pixels picture, int h, int w, Window window) {
    Taps rows = Taps.of(picture.h(), h, window.top, window.h);
    int firstRow = rows.start[0];
    int rowCount = rows.start[window.h - 1] + rows.count[window.h - 1] - firstRow;
    Pixels wide = picture;
    if (picture.w() != w || window.w != w) {
      Taps columns = Taps.of(picture.w(), w, window.left, window.w);
      wide = resizeRows(picture, firstRow, rowCount, columns);
      firstRow = 0;
    }
    return picture.h() == h && window.h == h ? wide : resizeColumns(wide, firstRow, rows);
  }

  /**
   * Weights of one axis: output o is the sum over k of {@code input[start[o] + k] * weights[o *
   * most + k]}.
   */
  private record Taps(int[] start, int[] count, int[] weights, int most) {
    /** For outputs {@code first} to {@code first + outs - 1} of {@code out}. */
    static Taps of(int in, int out, int first, int outs) {
      double ratio = (double) in / out;
      double reach = Math.max(1, ratio);
      int most = (int) Math.ceil(reach) * 2 + 1;
      int[] scaled = new int[Math.multiplyExact(outs, most)];
      Taps taps = new Taps(new int[outs], new int[outs], scaled, most);
      double[] weights = new double[most];
      for (int o = 0; o < outs; o++) {
        double centre = (first + o + 0.5) * ratio;
        int start = Math.max(0, (int) (centre - reach + 0.5));
        int count = Math.min(in, (int) (centre + reach + 0.5)) - start;
        double sum = 0;
        for (int k = 0; k < count; k++) {
          double distance = Math.abs((start + k - centre + 0.5) * (1 / reach));
          weights[k] = Math.max(0, 1 - distance);
          sum += weights[k];
        }
        for (int k = 0; k < count; k++) {
          scaled[o * most + k] = (int) (weights[k] / sum * (1 << WEIGHT_BITS) + 0.5);
        }
        taps.start[o] = start;
        taps.count[o] = count;
      }
      return taps;
    }
  }

  private static Pixels resizeRows(Pixels from, int firstRow, int rowCount, Taps taps) {
    int c = from.c();
    int w = taps.start.length;
    byte[] out = new byte[rowCount * w * c];
    for (int y = 0; y < rowCount; y++) {
      int rowAt = (firstRow + y) * from.w() * c;
      if (c == 1) {
        resizeGreyRow(from.data(), rowAt, taps, out, y * w);
      } else {
        resizeRgbRow(from.data(), rowAt, taps, out, y * w * c);
      }
    }
    return new Pixels(rowCount, w, c, out);
  }

  private static void resizeGreyRow(byte[] in, int rowAt, Taps taps, byte[] out, int outAt) {
    for (int x = 0; x < taps.start.length; x++) {
      int at = rowAt + taps.start[x];
      int weightAt = x * taps.most;
      int sum = HALF;
      for (int k = 0; k < taps.count[x]; k++) {
        sum += (in[at + k] & 0xFF) * taps.weights[weightAt + k];
      }
      out[outAt + x] = rounded(sum);
    }
  }

  private static void resizeRgbRow(byte[] in, int rowAt, Taps taps, byte[] out, int outAt) {
    int to = outAt;
    for (int x = 0; x < taps.start.length; x++, to += 3) {
      int at = rowAt + 3 * taps.start[x];
      int weightAt = x * taps.most;
      int weightEnd = weightAt + taps.count[x];
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int k = weightAt; k < weightEnd; k++, at += 3) {
        int weight = taps.weights[k];
        red += (in[at] & 0xFF) * weight;
        green += (in[at + 1] & 0xFF) * weight;
        blue += (in[at + 2] & 0xFF) * weight;
      }
      out[to] = rounded(red);
      out[to + 1] = rounded(green);
      out[to + 2] = rounded(blue);
    }
  }

  private static Pixels resizeColumns(Pixels from, int firstRow, Taps taps) {
    byte[] in = from.data();
    int h = taps.start.length;
    int rowLength = from.w() * from.c();
    byte[] out = new byte[h * rowLength];
    int[] sums = new int[rowLength];
    for (int y = 0; y < h; y++) {
      Arrays.fill(sums, HALF);
      for (int k = 0; k < taps.count[y]; k++) {
        int rowAt = (taps.start[y] + k - taps.start[0] + firstRow) * rowLength;
        addRow(in, rowAt, taps.weights[y * taps.most + k], sums);
      }
      for (int i = 0; i < rowLength; i++) {
        out[y * rowLength + i] = rounded(sums[i]);
      }
    }
    return new Pixels(h, from.w(), from.c(), out);
  }

  private static void addRow(byte[] in, int rowAt, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (in[rowAt + i] & 0xFF) * weight;
    }
  }

  /** Weights are rounded, so a sum may exceed 255 by a hair. */
  private static byte rounded(int sum) {
    return (byte) Math.min(255, sum >> WEIGHT_BITS);
  }
}
