package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ChannelKernels#products} on the widest float vectors, for at least one vector of channels.
 * The last vector of a row ends where the row does, so it may compute some channels once more.
 *
 * <pre>
 *   VectorThreeByThree  3 x 3 taps with stride 1 or 2:  9 products take 3 or 6 loads
 *   threeInStep         3 pixels x 2 vectors:           6 products take 4 loads; gradients of weights
 *   fourPixels          4 pixels x 2 vectors:           8 products take 10 loads
 *   onePixel            1 pixel x 4 vectors:            4 products take 8 loads
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
    int p = 0;
    if (pixels > 1 && startStep == 0 && taps.areThreeByThree(xStep)) {
      for (int i = 0; i < channels; i += LANES) {
        int c = Math.min(i, last);
        VectorThreeByThree.neighbours(
            pixels, taps, x, xAt + c, xStep, w, wAt + c, start, startAt + c, y, yAt + c, yStep);
      }
      p = pixels;
    } else if (pixels > 1 && startStep == 0 && xStep % 2 == 0 && taps.areThreeByThree(xStep / 2)) {
      for (int i = 0; i < channels; i += LANES) {
        int c = Math.min(i, last);
        VectorThreeByThree.everySecond(
            pixels, taps, x, xAt + c, xStep / 2, w, wAt + c, start, startAt + c, y, yAt + c, yStep);
      }
      p = pixels;
    } else if (pixels == 3 && taps.areInStep(xStep)) {
      for (int i = 0; i < channels; i += 2 * LANES) {
        int c = Math.min(i, last);
        int next = Math.min(i + LANES, last) - c;
        threeInStep(
            next,
            taps,
            x,
            xAt + c,
            xStep,
            w,
            wAt + c,
            start,
            startAt + c,
            startStep,
            y,
            yAt + c,
            yStep);
      }
      p = pixels;
    }
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
   * Two vectors of channels of three pixels that move over the taps as the taps follow each other:
   * what one pixel sees the one before it sees at the next tap.
   *
   * @param next floats from the first vector to the second
   */
  private static void threeInStep(
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
    int start1 = startAt + startStep;
    int start2 = start1 + startStep;
    FloatVector s00 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, start, startAt + next);
    FloatVector s10 = FloatVector.fromArray(SPECIES, start, start1);
    FloatVector s11 = FloatVector.fromArray(SPECIES, start, start1 + next);
    FloatVector s20 = FloatVector.fromArray(SPECIES, start, start2);
    FloatVector s21 = FloatVector.fromArray(SPECIES, start, start2 + next);
    int at = xAt + taps.inputAt()[0];
    FloatVector x00 = FloatVector.fromArray(SPECIES, x, at);
    FloatVector x01 = FloatVector.fromArray(SPECIES, x, at + next);
    at += xStep;
    FloatVector x10 = FloatVector.fromArray(SPECIES, x, at);
    FloatVector x11 = FloatVector.fromArray(SPECIES, x, at + next);
    int[] weightAt = taps.weightAt();
    int count = taps.count();
    int t = 0;
    while (t != count) {
      at += xStep;
      FloatVector x20 = FloatVector.fromArray(SPECIES, x, at);
      FloatVector x21 = FloatVector.fromArray(SPECIES, x, at + next);
      int by = wAt + weightAt[t];
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, by);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, by + next);
      s00 = x00.fma(w0, s00);
      s01 = x01.fma(w1, s01);
      s10 = x10.fma(w0, s10);
      s11 = x11.fma(w1, s11);
      s20 = x20.fma(w0, s20);
      s21 = x21.fma(w1, s21);
      x00 = x10;
      x01 = x11;
      x10 = x20;
      x11 = x21;
      t++;
    }
    int y1 = yAt + yStep;
    int y2 = y1 + yStep;
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + next);
    s10.intoArray(y, y1);
    s11.intoArray(y, y1 + next);
    s20.intoArray(y, y2);
    s21.intoArray(y, y2 + next);
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
