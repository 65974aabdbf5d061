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
 * Rows are taken from top to bottom, and each is added to all output rows that it counts in: beside
 * the result, memory is taken for these alone. See docs/bench/decode.md for what it takes.
 */
public final class Resize {
  private static final int WEIGHT_BITS = 22;
  private static final int HALF = 1 << (WEIGHT_BITS - 1);
  private static final long HALVES = (long) HALF << Integer.SIZE | HALF;

  private Resize() {}

  /**
   * The picture at {@code h} rows and {@code w} columns; the same object where it has that size.
   *
   * @throws IllegalArgumentException if a size is below 1, or the result does not fit one array
   */
  public static Pixels to(Pixels picture, int h, int w) {
    Check.that(h >= 1 && w >= 1, "resize to %s x %s: needs at least 1 x 1", h, w);
    Check.that(
        h <= Pixels.MOST_BYTES / w / picture.c(),
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
    Taps columns = Taps.of(picture.w(), w, window.left, window.w);
    int rowLength = window.w * picture.c();
    byte[] out = new byte[window.h * rowLength];
    TwoRows wide = new TwoRows(picture, columns);
    int[][] sums = new int[rows.mostAtOnce()][rowLength]; // of output row o in sums[o % length]
    int begun = 0;
    int done = 0;
    for (int y = rows.start[0]; done < window.h; y++) {
      while (begun < window.h && rows.start[begun] == y) {
        Arrays.fill(sums[begun % sums.length], HALF);
        begun++;
      }
      int[] row = wide.resized(y);
      for (int o = done; o < begun; o++) {
        addRow(row, rows.weights[o * rows.count + y - rows.start[o]], sums[o % sums.length]);
      }
      while (done < begun && rows.start[done] + rows.count == y + 1) {
        round(sums[done % sums.length], out, done * rowLength);
        done++;
      }
    }
    return new Pixels(window.h, window.w, picture.c(), out);
  }

  /**
   * Weights of one axis: output o is the sum over k of {@code input[start[o] + k] * weights[o *
   * count + k]}. All outputs have as many weights as the one that needs the most, and 3 where the
   * input has them; what an output needs not is 0. Starts never decrease.
   */
  private record Taps(int[] start, int[] weights, int count) {
    /** For outputs {@code first} to {@code first + outs - 1} of {@code out}. */
    static Taps of(int in, int out, int first, int outs) {
      double ratio = (double) in / out;
      double reach = Math.max(1, ratio);
      int count = Math.min(in, Math.max(3, (int) Math.ceil(2 * reach)));
      int[] start = new int[outs];
      int[] scaled = new int[Math.multiplyExact(outs, count)];
      double[] weights = new double[count];
      for (int o = 0; o < outs; o++) {
        double centre = (first + o + 0.5) * ratio;
        int begin = Math.max(0, (int) (centre - reach + 0.5));
        int end = Math.min(in, (int) (centre + reach + 0.5));
        double sum = 0;
        for (int i = begin; i < end; i++) {
          double distance = Math.abs((i - centre + 0.5) * (1 / reach));
          weights[i - begin] = Math.max(0, 1 - distance);
          sum += weights[i - begin];
        }
        start[o] = Math.min(begin, in - count);
        for (int i = begin; i < end; i++) {
          double part = weights[i - begin] / sum;
          scaled[o * count + i - start[o]] = (int) (part * (1 << WEIGHT_BITS) + 0.5);
        }
      }
      return new Taps(start, scaled, count);
    }

    /** The most outputs that one and the same input counts in. */
    int mostAtOnce() {
      int most = 0;
      for (int o = 0, first = 0; o < start.length; o++) {
        while (start[first] + count <= start[o]) {
          first++;
        }
        most = Math.max(most, o - first + 1);
      }
      return most;
    }
  }

  /**
   * Resizes rows, two at a time: their samples lie in the halves of one {@code long}, and so a
   * product and a sum are of both. No half grows beyond 31 bits.
   */
  private static final class TwoRows {
    private final Pixels picture;
    private final Taps taps;
    private final int firstSample; // of a row: those before it count nowhere
    private final long[] samples;
    private final int[][] resized;
    private int at = -2; // the first of the two rows

    TwoRows(Pixels picture, Taps taps) {
      int c = picture.c();
      int outs = taps.start.length;
      this.picture = picture;
      this.taps = taps;
      this.firstSample = taps.start[0] * c;
      this.samples = new long[(taps.start[outs - 1] + taps.count) * c - firstSample];
      this.resized = new int[2][outs * c];
    }

    /** Row y at its new width; valid until another is asked for. Rows are asked for in order. */
    int[] resized(int y) {
      if (y > at + 1) {
        at = y;
        load(y, Math.min(y + 1, picture.h() - 1));
        if (picture.c() == 3 && taps.count >= 3) {
          resizeColours(resized[0], resized[1]);
        } else {
          resizeAny(resized[0], resized[1]);
        }
      }
      return resized[y - at];
    }

    private void load(int y0, int y1) {
      byte[] in = picture.data();
      int rowLength = picture.w() * picture.c();
      int at0 = y0 * rowLength + firstSample;
      int at1 = y1 * rowLength + firstSample;
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (in[at0 + i] & 0xFF) | (in[at1 + i] & 0xFFL) << Integer.SIZE;
      }
    }

    private void resizeAny(int[] out0, int[] out1) {
      int c = picture.c();
      for (int i = 0; i < out0.length; i++) {
        int x = i / c;
        int from = taps.start[x] * c - firstSample + i % c;
        long sum = HALVES;
        for (int k = 0; k < taps.count; k++) {
          sum += samples[from + k * c] * taps.weights[x * taps.count + k];
        }
        out0[i] = rounded((int) sum);
        out1[i] = rounded((int) (sum >> Integer.SIZE));
      }
    }

    private void resizeColours(int[] out0, int[] out1) {
      long[] in = samples;
      int[] weights = taps.weights;
      int count = taps.count;
      for (int x = 0, to = 0; x < taps.start.length; x++, to += 3) {
        int from = 3 * taps.start[x] - firstSample;
        int weightAt = x * count;
        long w0 = weights[weightAt];
        long w1 = weights[weightAt + 1];
        long w2 = weights[weightAt + 2];
        long red = in[from] * w0 + in[from + 3] * w1 + in[from + 6] * w2 + HALVES;
        long green = in[from + 1] * w0 + in[from + 4] * w1 + in[from + 7] * w2 + HALVES;
        long blue = in[from + 2] * w0 + in[from + 5] * w1 + in[from + 8] * w2 + HALVES;
        for (int k = 3; k < count; k++) {
          long weight = weights[weightAt + k];
          red += in[from + 3 * k] * weight;
          green += in[from + 3 * k + 1] * weight;
          blue += in[from + 3 * k + 2] * weight;
        }
        out0[to] = rounded((int) red);
        out0[to + 1] = rounded((int) green);
        out0[to + 2] = rounded((int) blue);
        out1[to] = rounded((int) (red >> Integer.SIZE));
        out1[to + 1] = rounded((int) (green >> Integer.SIZE));
        out1[to + 2] = rounded((int) (blue >> Integer.SIZE));
      }
    }
  }

  private static void addRow(int[] row, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static void round(int[] sums, byte[] out, int outAt) {
    for (int i = 0; i < sums.length; i++) {
      out[outAt + i] = (byte) rounded(sums[i]);
    }
  }

  /** Weights are rounded, so a sum may exceed 255 by a hair. */
  private static int rounded(int sum) {
    return Math.min(255, sum >> WEIGHT_BITS);
  }
}
