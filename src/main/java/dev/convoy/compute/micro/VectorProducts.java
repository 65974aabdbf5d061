package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ChannelKernels#products} on the widest float vectors, for at least one vector of channels.
 * The last vector of a row ends where the row does, so it may compute some channels once more.
 *
 * <pre>
 *   threeByThree   neighbouring pixels: weights and the inputs a pixel shares with the next stay in
 *                  registers; 9 products take 3 loads
 *   fourPixels     any taps, 4 pixels x 2 vectors; 8 products take 10 loads
 *   onePixel       any taps, 1 pixel x 4 vectors; 4 products take 8 loads
 * </pre>
 *
 * <p>A vector load costs as much as two multiply-adds: few arrays lie such that vectors do not
 * cross cache lines.
 */
final class VectorProducts {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorProducts() {}

  static void products(
      int channels,
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] w,
      int wAt,
      float[] start,
      int startAt,
      int startStep,
      float[] y,
      int yAt,
      int yStep) {
    int last = channels - LANES;
    if (pixels > 1 && startStep == 0 && taps.areThreeByThree(xStep)) {
      for (int i = 0; i < channels; i += LANES) {
        int c = Math.min(i, last);
        threeByThree(
            pixels, taps, x, xAt + c, xStep, w, wAt + c, start, startAt + c, y, yAt + c, yStep);
      }
      return;
    }
    int p = 0;
    for (; pixels - p > 1; p += 4) {
      int fourth = Math.min(3, pixels - 1 - p);
      int fromAt = xAt + p * xStep;
      int firstAt = startAt + p * startStep;
      int toAt = yAt + p * yStep;
      for (int i = 0; i < channels; i += 2 * LANES) {
        int c = Math.min(i, last);
        int next = Math.min(i + LANES, last) - c;
        fourPixels(
            fourth,
            next,
            taps,
            x,
            fromAt + c,
            xStep,
            w,
            wAt + c,
            start,
            firstAt + c,
            startStep,
            y,
            toAt + c,
            yStep);
      }
    }
    if (p < pixels) {
      int fromAt = xAt + p * xStep;
      int firstAt = startAt + p * startStep;
      int toAt = yAt + p * yStep;
      for (int i = 0; i < channels; i += 4 * LANES) {
        onePixel(i, last, taps, x, fromAt, w, wAt, start, firstAt, y, toAt);
      }
    }
  }

  /**
   * One vector of channels of a row of pixels.
   *
   * <pre>
   *             left middle right
   *   row 0      a0    a1    a2       a right column is loaded for each pixel and is
   *   row 1      b0    b1    b2       the middle one of the next pixel, the left one
   *   row 2      c0    c1    c2       of the one after
   * </pre>
   */
  private static void threeByThree(
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] w,
      int wAt,
      float[] start,
      int startAt,
      float[] y,
      int yAt,
      int yStep) {
    int[] weightAt = taps.weightAt();
    FloatVector w0 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[0]);
    FloatVector w1 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[1]);
    FloatVector w2 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[2]);
    FloatVector w3 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[3]);
    FloatVector w4 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[4]);
    FloatVector w5 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[5]);
    FloatVector w6 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[6]);
    FloatVector w7 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[7]);
    FloatVector w8 = FloatVector.fromArray(SPECIES, w, wAt + weightAt[8]);
    FloatVector first = FloatVector.fromArray(SPECIES, start, startAt);
    int at = xAt + taps.inputAt()[0];
    int row1 = taps.inputAt()[3] - taps.inputAt()[0];
    int row2 = taps.inputAt()[6] - taps.inputAt()[0];
    FloatVector a0 = FloatVector.fromArray(SPECIES, x, at);
    FloatVector b0 = FloatVector.fromArray(SPECIES, x, at + row1);
    FloatVector c0 = FloatVector.fromArray(SPECIES, x, at + row2);
    at += xStep;
    FloatVector a1 = FloatVector.fromArray(SPECIES, x, at);
    FloatVector b1 = FloatVector.fromArray(SPECIES, x, at + row1);
    FloatVector c1 = FloatVector.fromArray(SPECIES, x, at + row2);
    int to = yAt;
    int end = yAt + pixels * yStep;
    while (to != end) {
      at += xStep;
      FloatVector a2 = FloatVector.fromArray(SPECIES, x, at);
      FloatVector b2 = FloatVector.fromArray(SPECIES, x, at + row1);
      FloatVector c2 = FloatVector.fromArray(SPECIES, x, at + row2);
      FloatVector sum = a2.fma(w2, a1.fma(w1, a0.fma(w0, first)));
      sum = b2.fma(w5, b1.fma(w4, b0.fma(w3, sum)));
      c2.fma(w8, c1.fma(w7, c0.fma(w6, sum))).intoArray(y, to);
      a0 = a1;
      b0 = b1;
      c0 = c1;
      a1 = a2;
      b1 = b2;
      c1 = c2;
      to += yStep;
    }
  }

  /**
   * Two vectors of channels of up to four pixels; where there are fewer, the last one is computed
   * several times.
   *
   * @param fourth number of the last pixel, 1 to 3
   * @param next floats from the first vector to the second
   */
  private static void fourPixels(
      int fourth,
      int next,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] w,
      int wAt,
      float[] start,
      int startAt,
      int startStep,
      float[] y,
      int yAt,
      int yStep) {
    int third = Math.min(2, fourth);
    int start1 = startAt + startStep;
    int start2 = startAt + third * startStep;
    int start3 = startAt + fourth * startStep;
    FloatVector s00 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, start, startAt + next);
    FloatVector s10 = FloatVector.fromArray(SPECIES, start, start1);
    FloatVector s11 = FloatVector.fromArray(SPECIES, start, start1 + next);
    FloatVector s20 = FloatVector.fromArray(SPECIES, start, start2);
    FloatVector s21 = FloatVector.fromArray(SPECIES, start, start2 + next);
    FloatVector s30 = FloatVector.fromArray(SPECIES, start, start3);
    FloatVector s31 = FloatVector.fromArray(SPECIES, start, start3 + next);
    int[] inputAt = taps.inputAt();
    int[] weightAt = taps.weightAt();
    int x2 = third * xStep;
    int x3 = fourth * xStep;
    int count = taps.count();
    int t = 0;
    while (t != count) {
      int by = wAt + weightAt[t];
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, by);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, by + next);
      int at = xAt + inputAt[t];
      s00 = FloatVector.fromArray(SPECIES, x, at).fma(w0, s00);
      s01 = FloatVector.fromArray(SPECIES, x, at + next).fma(w1, s01);
      s10 = FloatVector.fromArray(SPECIES, x, at + xStep).fma(w0, s10);
      s11 = FloatVector.fromArray(SPECIES, x, at + xStep + next).fma(w1, s11);
      s20 = FloatVector.fromArray(SPECIES, x, at + x2).fma(w0, s20);
      s21 = FloatVector.fromArray(SPECIES, x, at + x2 + next).fma(w1, s21);
      s30 = FloatVector.fromArray(SPECIES, x, at + x3).fma(w0, s30);
      s31 = FloatVector.fromArray(SPECIES, x, at + x3 + next).fma(w1, s31);
      t++;
    }
    int y1 = yAt + yStep;
    int y2 = yAt + third * yStep;
    int y3 = yAt + fourth * yStep;
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + next);
    s10.intoArray(y, y1);
    s11.intoArray(y, y1 + next);
    s20.intoArray(y, y2);
    s21.intoArray(y, y2 + next);
    s30.intoArray(y, y3);
    s31.intoArray(y, y3 + next);
  }

  /**
   * Up to four vectors of channels of one pixel.
   *
   * @param first the first channel
   * @param last where the row's last vector begins
   */
  private static void onePixel(
      int first,
      int last,
      Taps taps,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] start,
      int startAt,
      float[] y,
      int yAt) {
    int c0 = Math.min(first, last);
    int c1 = Math.min(first + LANES, last);
    int c2 = Math.min(first + 2 * LANES, last);
    int c3 = Math.min(first + 3 * LANES, last);
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt + c0);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + c1);
    FloatVector s2 = FloatVector.fromArray(SPECIES, start, startAt + c2);
    FloatVector s3 = FloatVector.fromArray(SPECIES, start, startAt + c3);
    int[] inputAt = taps.inputAt();
    int[] weightAt = taps.weightAt();
    int count = taps.count();
    int t = 0;
    while (t != count) {
      int at = xAt + inputAt[t];
      int by = wAt + weightAt[t];
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, by + c0);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, by + c1);
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, by + c2);
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, by + c3);
      s0 = FloatVector.fromArray(SPECIES, x, at + c0).fma(w0, s0);
      s1 = FloatVector.fromArray(SPECIES, x, at + c1).fma(w1, s1);
      s2 = FloatVector.fromArray(SPECIES, x, at + c2).fma(w2, s2);
      s3 = FloatVector.fromArray(SPECIES, x, at + c3).fma(w3, s3);
      t++;
    }
    s0.intoArray(y, yAt + c0);
    s1.intoArray(y, yAt + c1);
    s2.intoArray(y, yAt + c2);
    s3.intoArray(y, yAt + c3);
  }
}
