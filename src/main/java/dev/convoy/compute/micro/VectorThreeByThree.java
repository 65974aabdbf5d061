package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of nine products, three rows of three taps, over one vector of channels of a row of pixels.
 * Weights and the inputs that a pixel shares with the next one stay in registers.
 *
 * <pre>
 *            left  middle  right
 *   row 0     a0     a1     a2        registers: 9 weights, 9 inputs, where all start, a sum
 *   row 1     b0     b1     b2
 *   row 2     c0     c1     c2
 * </pre>
 */
final class VectorThreeByThree {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private VectorThreeByThree() {}

  /**
   * Where taps lie as far apart as pixels: the middle and right columns of one pixel are the left
   * and middle ones of the next, so 9 products take 3 loads.
   */
  static void neighbours(
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
   * Where pixels lie twice as far apart as taps: the right column of one pixel is the left one of
   * the next, so 9 products take 6 loads.
   *
   * @param step floats from one tap to the next
   */
  static void everySecond(
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int step,
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
    int to = yAt;
    int end = yAt + pixels * yStep;
    while (to != end) {
      at += step;
      FloatVector a1 = FloatVector.fromArray(SPECIES, x, at);
      FloatVector b1 = FloatVector.fromArray(SPECIES, x, at + row1);
      FloatVector c1 = FloatVector.fromArray(SPECIES, x, at + row2);
      at += step;
      FloatVector a2 = FloatVector.fromArray(SPECIES, x, at);
      FloatVector b2 = FloatVector.fromArray(SPECIES, x, at + row1);
      FloatVector c2 = FloatVector.fromArray(SPECIES, x, at + row2);
      FloatVector sum = a2.fma(w2, a1.fma(w1, a0.fma(w0, first)));
      sum = b2.fma(w5, b1.fma(w4, b0.fma(w3, sum)));
      c2.fma(w8, c1.fma(w7, c0.fma(w6, sum))).intoArray(y, to);
      a0 = a2;
      b0 = b2;
      c0 = c2;
      to += yStep;
    }
  }
}
