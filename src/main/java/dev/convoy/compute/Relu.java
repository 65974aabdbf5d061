package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * The rectifier and its kin, value by value.
 *
 * <pre>
 *   x  float32 [count]
 *   y  float32 [count]   set; may be x itself
 *   relu       y = max(x, 0)
 *   relu6      y = min(max(x, 0), 6)
 *   leakyRelu  y = x where x &gt; 0, slope * x elsewhere
 * </pre>
 *
 * <p>NaN stays NaN. Of its input, backward needs one bit a value: whether the slope there is the
 * linear part's ({@link #keepLinear}, {@link #keepLinear6}).
 */
public final class Relu {
  /** As bits: the first of the NaN, so that infinity is below it. */
  private static final int JUST_ABOVE_INFINITY = 0x7f80_0001;

  private Relu() {}

  public static void forward(int count, float[] x, float[] y) {
    forward(0, count, x, y);
  }

  /** The same for the values from {@code at} on. */
  public static void forward(int at, int count, float[] x, float[] y) {
    checkLengths("relu", at, count, x, y);
    for (int i = 0; i < count; i++) {
      y[at + i] = Math.max(x[at + i], 0f);
    }
  }

  public static void forward6(int count, float[] x, float[] y) {
    forward6(0, count, x, y);
  }

  /** The same for the values from {@code at} on. */
  public static void forward6(int at, int count, float[] x, float[] y) {
    checkLengths("relu6", at, count, x, y);
    for (int i = 0; i < count; i++) {
      y[at + i] = Math.min(Math.max(x[at + i], 0f), 6f);
    }
  }

  /**
   * Leaky rectifier.
   *
   * @param slope factor below zero, for instance 0.01
   */
  public static void forwardLeaky(int count, float slope, float[] x, float[] y, Workspace ws) {
    forwardLeaky(0, count, slope, x, y, ws);
  }

  /** The same for the values from {@code at} on. */
  public static void forwardLeaky(
      int at, int count, float slope, float[] x, float[] y, Workspace ws) {
    checkLengths("leakyRelu", at, count, x, y);
    ws.kernels().channels().leaky(count, slope, x, at, y, at);
  }

  /** Bytes that the bits of {@code count} values take. */
  public static int linearBytes(long count) {
    return BitPacking.byteCount(count, 1);
  }

  /**
   * One bit for each value: set where {@code y > 0}. For {@code relu} and, with a positive slope,
   * {@code leakyRelu} this is where {@code x > 0}.
   *
   * @param yAt where the values begin
   * @param bits {@link #linearBytes} bytes are set, from {@code at} on; the first value in the
   *     lowest bit
   */
  public static void keepLinear(int count, float[] y, int yAt, byte[] bits, int at) {
    keepBelow(count, JUST_ABOVE_INFINITY, y, yAt, bits, at);
  }

  /** As {@link #keepLinear}, set where {@code 0 < y < 6}. */
  public static void keepLinear6(int count, float[] y, int yAt, byte[] bits, int at) {
    keepBelow(count, Float.floatToRawIntBits(6f), y, yAt, bits, at);
  }

  private static void keepBelow(int count, int limitBits, float[] y, int yAt, byte[] bits, int at) {
    long end = (long) at + linearBytes(count);
    Check.that(bits.length >= end, "relu bits: %s bytes, needs %s", bits.length, end);
    Check.length("relu y", y, (long) yAt + count);
    long belowLimit = limitBits - 1L;
    for (int i = 0; i < count; i += Byte.SIZE) {
      int eight = 0;
      int length = Math.min(Byte.SIZE, count - i);
      for (int bit = 0; bit < length; bit++) {
        eight |= isBetween(y[yAt + i + bit], belowLimit) << bit;
      }
      bits[at + (i >>> 3)] = (byte) eight;
    }
  }

  /**
   * 1 where {@code 0 < value < limit}, by their bits and without a branch, since half of them would
   * be foretold wrong: positive floats are ordered as their bits are, and all others are larger as
   * unsigned numbers.
   */
  private static int isBetween(float value, long belowLimit) {
    long before = (Float.floatToRawIntBits(value) - 1) & 0xffff_ffffL;
    return (int) (before - belowLimit >>> 63);
  }

  /**
   * Gradient of the input: that of the output on the linear part, {@code slope} times it elsewhere.
   *
   * <pre>
   *   bits        one image after the other, as {@link #keepLinear} packs them
   *   gradOutput  float32 [n, count]
   *   gradInput   float32 [n, count]   set; may be gradOutput itself
   * </pre>
   *
   * @param n images
   * @param count values of each
   * @param slope of the other part: 0 but for {@code leakyRelu}
   */
  public static void gradInput(
      int n, int count, byte[] bits, float slope, float[] gradOutput, float[] gradInput) {
    int bytes = linearBytes(count);
    Check.that(
        bits.length >= (long) n * bytes,
        "relu bits: %s bytes, needs %s for each of %s images",
        bits.length,
        bytes,
        n);
    checkLengths("relu gradient", 0, Math.multiplyExact(n, count), gradOutput, gradInput);
    for (int image = 0; image < n; image++) {
      int first = image * count;
      for (int i = 0; i < count; i += Byte.SIZE) {
        int eight = bits[image * bytes + (i >>> 3)];
        int length = Math.min(Byte.SIZE, count - i);
        if (slope == 0) {
          maskEight(length, eight, gradOutput, gradInput, first + i);
        } else {
          scaleEight(length, eight, slope, gradOutput, gradInput, first + i);
        }
      }
    }
  }

  /** The gradient where the bit is 1, zero elsewhere; no branch, as above. */
  private static void maskEight(
      int length, int eight, float[] gradOutput, float[] gradInput, int at) {
    for (int bit = 0; bit < length; bit++) {
      int mask = -(eight >>> bit & 1);
      int gradient = Float.floatToRawIntBits(gradOutput[at + bit]);
      gradInput[at + bit] = Float.intBitsToFloat(gradient & mask);
    }
  }

  private static void scaleEight(
      int length, int eight, float slope, float[] gradOutput, float[] gradInput, int at) {
    for (int bit = 0; bit < length; bit++) {
      float gradient = gradOutput[at + bit];
      gradInput[at + bit] = (eight >>> bit & 1) == 1 ? gradient : slope * gradient;
    }
  }

  private static void checkLengths(String what, int at, int count, float[] x, float[] y) {
    Check.length(what, "x", x, (long) at + count);
    Check.length(what, "y", y, (long) at + count);
  }
}
