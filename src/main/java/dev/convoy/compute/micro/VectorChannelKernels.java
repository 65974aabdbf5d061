package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ChannelKernels} on the widest float vectors; twin of {@link ScalarChannelKernels}.
 *
 * <p>Where a result does not depend on what was there before, the last vector of a row ends where
 * the row does and computes some channels once more; elsewhere the twin does what whole vectors
 * leave. Windows are computed for four vectors at a time: four pixels, or four vectors of channels
 * of one pixel.
 */
final class VectorChannelKernels implements ChannelKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** For rows shorter than a vector and for what whole vectors leave of a row. */
  private final ScalarChannelKernels twin = new ScalarChannelKernels();

  @Override
  public void products(
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
    int whole = start == y ? channels - channels % LANES : channels;
    if (whole >= LANES) {
      VectorProducts.products(
          whole, pixels, taps, x, xAt, xStep, w, wAt, start, startAt, startStep, y, yAt, yStep);
    } else {
      whole = 0;
    }
    if (whole < channels) {
      twin.products(
          channels - whole,
          pixels,
          taps,
          x,
          xAt + whole,
          xStep,
          w,
          wAt + whole,
          start,
          startAt + whole,
          startStep,
          y,
          yAt + whole,
          yStep);
    }
  }

  @Override
  public void largest(
      int channels,
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep) {
    if (channels < LANES) {
      twin.largest(channels, pixels, taps, x, xAt, xStep, y, yAt, yStep);
      return;
    }
    int last = channels - LANES;
    int p = 0;
    for (; pixels - p >= 2; p += 4) {
      int rest = Math.min(3, pixels - p - 1);
      int x1 = Math.min(1, rest) * xStep;
      int x2 = Math.min(2, rest) * xStep;
      int x3 = rest * xStep;
      int y1 = Math.min(1, rest) * yStep;
      int y2 = Math.min(2, rest) * yStep;
      int y3 = rest * yStep;
      for (int i = 0; i < channels; i += LANES) {
        int c = Math.min(i, last);
        int from = xAt + p * xStep + c;
        largestFour(
            taps, x, from, from + x1, from + x2, from + x3, y, yAt + p * yStep + c, y1, y2, y3);
      }
    }
    if (p < pixels) {
      int from = xAt + p * xStep;
      int to = yAt + p * yStep;
      for (int i = 0; i < channels; i += 4 * LANES) {
        int c0 = Math.min(i, last);
        int c1 = Math.min(i + LANES, last);
        int c2 = Math.min(i + 2 * LANES, last);
        int c3 = Math.min(i + 3 * LANES, last);
        largestFour(
            taps, x, from + c0, from + c1, from + c2, from + c3, y, to + c0, c1 - c0, c2 - c0,
            c3 - c0);
      }
    }
  }

  private static void largestFour(
      Taps taps,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      float[] y,
      int yAt,
      int y1,
      int y2,
      int y3) {
    int[] inputAt = taps.inputAt();
    int count = taps.count();
    int at = inputAt[0];
    FloatVector max0 = FloatVector.fromArray(SPECIES, x, x0 + at);
    FloatVector max1 = FloatVector.fromArray(SPECIES, x, x1 + at);
    FloatVector max2 = FloatVector.fromArray(SPECIES, x, x2 + at);
    FloatVector max3 = FloatVector.fromArray(SPECIES, x, x3 + at);
    int t = 1;
    while (t != count) {
      at = inputAt[t];
      max0 = max0.max(FloatVector.fromArray(SPECIES, x, x0 + at));
      max1 = max1.max(FloatVector.fromArray(SPECIES, x, x1 + at));
      max2 = max2.max(FloatVector.fromArray(SPECIES, x, x2 + at));
      max3 = max3.max(FloatVector.fromArray(SPECIES, x, x3 + at));
      t++;
    }
    max0.intoArray(y, yAt);
    max1.intoArray(y, yAt + y1);
    max2.intoArray(y, yAt + y2);
    max3.intoArray(y, yAt + y3);
  }

  @Override
  public void averages(
      int channels,
      int pixels,
      Taps taps,
      float divisor,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep) {
    if (channels < LANES) {
      twin.averages(channels, pixels, taps, divisor, x, xAt, xStep, y, yAt, yStep);
      return;
    }
    int last = channels - LANES;
    int p = 0;
    for (; pixels - p >= 2; p += 4) {
      int rest = Math.min(3, pixels - p - 1);
      int x1 = Math.min(1, rest) * xStep;
      int x2 = Math.min(2, rest) * xStep;
      int x3 = rest * xStep;
      int y1 = Math.min(1, rest) * yStep;
      int y2 = Math.min(2, rest) * yStep;
      int y3 = rest * yStep;
      for (int i = 0; i < channels; i += LANES) {
        int c = Math.min(i, last);
        int from = xAt + p * xStep + c;
        averageFour(
            taps,
            divisor,
            x,
            from,
            from + x1,
            from + x2,
            from + x3,
            y,
            yAt + p * yStep + c,
            y1,
            y2,
            y3);
      }
    }
    if (p < pixels) {
      int from = xAt + p * xStep;
      int to = yAt + p * yStep;
      for (int i = 0; i < channels; i += 4 * LANES) {
        int c0 = Math.min(i, last);
        int c1 = Math.min(i + LANES, last);
        int c2 = Math.min(i + 2 * LANES, last);
        int c3 = Math.min(i + 3 * LANES, last);
        averageFour(
            taps, divisor, x, from + c0, from + c1, from + c2, from + c3, y, to + c0, c1 - c0,
            c2 - c0, c3 - c0);
      }
    }
  }

  private static void averageFour(
      Taps taps,
      float divisor,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      float[] y,
      int yAt,
      int y1,
      int y2,
      int y3) {
    int[] inputAt = taps.inputAt();
    int count = taps.count();
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    int t = 0;
    while (t != count) {
      int at = inputAt[t];
      sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, x0 + at));
      sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, x1 + at));
      sum2 = sum2.add(FloatVector.fromArray(SPECIES, x, x2 + at));
      sum3 = sum3.add(FloatVector.fromArray(SPECIES, x, x3 + at));
      t++;
    }
    sum0.div(divisor).intoArray(y, yAt);
    sum1.div(divisor).intoArray(y, yAt + y1);
    sum2.div(divisor).intoArray(y, yAt + y2);
    sum3.div(divisor).intoArray(y, yAt + y3);
  }

  @Override
  public void scaleShift(
      int rows,
      int channels,
      int step,
      float[] x,
      int xAt,
      float[] scale,
      float[] shift,
      int channelAt,
      float[] y,
      int yAt) {
    int whole = channels - channels % LANES;
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      scaleFourRows(whole, step, x, xAt + r * step, scale, shift, channelAt, y, yAt + r * step);
    }
    for (; r < rows; r++) {
      scaleRow(whole, x, xAt + r * step, scale, shift, channelAt, y, yAt + r * step);
    }
    if (whole < channels) {
      twin.scaleShift(
          rows,
          channels - whole,
          step,
          x,
          xAt + whole,
          scale,
          shift,
          channelAt + whole,
          y,
          yAt + whole);
    }
  }

  private static void scaleFourRows(
      int count,
      int step,
      float[] x,
      int xAt,
      float[] scale,
      float[] shift,
      int channelAt,
      float[] y,
      int yAt) {
    for (int c = 0; c < count; c += LANES) {
      FloatVector factor = FloatVector.fromArray(SPECIES, scale, channelAt + c);
      FloatVector offset = FloatVector.fromArray(SPECIES, shift, channelAt + c);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + step + c);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xAt + 2 * step + c);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xAt + 3 * step + c);
      x0.fma(factor, offset).intoArray(y, yAt + c);
      x1.fma(factor, offset).intoArray(y, yAt + step + c);
      x2.fma(factor, offset).intoArray(y, yAt + 2 * step + c);
      x3.fma(factor, offset).intoArray(y, yAt + 3 * step + c);
    }
  }

  private static void scaleRow(
      int count,
      float[] x,
      int xAt,
      float[] scale,
      float[] shift,
      int channelAt,
      float[] y,
      int yAt) {
    for (int c = 0; c < count; c += LANES) {
      FloatVector factor = FloatVector.fromArray(SPECIES, scale, channelAt + c);
      FloatVector offset = FloatVector.fromArray(SPECIES, shift, channelAt + c);
      FloatVector.fromArray(SPECIES, x, xAt + c).fma(factor, offset).intoArray(y, yAt + c);
    }
  }

  @Override
  public void add(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, a, aAt + i);
      value.add(FloatVector.fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
    twin.add(count - whole, a, aAt + whole, b, bAt + whole, y, yAt + whole);
  }

  @Override
  public void clamp(int count, float low, float high, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    if (high == Float.POSITIVE_INFINITY) {
      raise(whole, low, x, xAt, y, yAt);
    } else {
      clampWhole(whole, low, high, x, xAt, y, yAt);
    }
    twin.clamp(count - whole, low, high, x, xAt + whole, y, yAt + whole);
  }

  private static void raise(int count, float low, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorMask<Float> below = value.compare(VectorOperators.LE, low); // not NaN
      value.blend(low, below).intoArray(y, yAt + i);
    }
  }

  private static void clampWhole(
      int count, float low, float high, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      value = value.blend(low, value.compare(VectorOperators.LE, low));
      value.blend(high, value.compare(VectorOperators.GE, high)).intoArray(y, yAt + i);
    }
  }

  @Override
  public void leaky(int count, float slope, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorMask<Float> positive = value.compare(VectorOperators.GT, 0f);
      value.mul(slope).blend(value, positive).intoArray(y, yAt + i);
    }
    twin.leaky(count - whole, slope, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void scaleShiftClamp(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float low,
      float high,
      float[] y,
      int yAt) {
    if (channels % LANES == 0) {
      VectorScaleShiftClamp.rows(rows, channels, scale, shift, low, high, y, yAt);
    } else {
      twin.scaleShiftClamp(rows, channels, scale, shift, low, high, y, yAt);
    }
  }

  @Override
  public void scaleShiftAddClamp(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float[] other,
      int otherAt,
      float low,
      float high,
      float[] y,
      int yAt) {
    if (channels % LANES == 0) {
      VectorScaleShiftClamp.rowsAndOther(
          rows, channels, scale, shift, other, otherAt, low, high, y, yAt);
    } else {
      twin.scaleShiftAddClamp(rows, channels, scale, shift, other, otherAt, low, high, y, yAt);
    }
  }
}
