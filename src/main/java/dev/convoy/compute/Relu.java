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
  private Relu() {}

  public static void forward(int count, float[] x, float[] y) {
    checkLengths("relu", count, x, y);
    for (int i = 0; i < count; i++) {
      y[i] = Math.max(x[i], 0f);
    }
  }

  public static void forward6(int count, float[] x, float[] y) {
    checkLengths("relu6", count, x, y);
    for (int i = 0; i < count; i++) {
      y[i] = Math.min(Math.max(x[i], 0f), 6f);
    }
  }

  /**
   * Leaky rectifier.
   *
   * @param slope factor below zero, for instance 0.01
   */
  public static void forwardLeaky(int count, float slope, float[] x, float[] y) {
    checkLengths("leakyRelu", count, x, y);
    for (int i = 0; i < count; i++) {
      y[i] = x[i] > 0f ? x[i] : slope * x[i];
    }
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
   * @return {@link #linearBytes} bytes, the first value in the lowest bit
   */
  public static byte[] keepLinear(int count, float[] y, int yAt) {
    return keepBelow(count, Float.POSITIVE_INFINITY, y, yAt);
  }

  /** As {@link #keepLinear}, set where {@code 0 < y < 6}. */
  public static byte[] keepLinear6(int count, float[] y, int yAt) {
    return keepBelow(count, 6f, y, yAt);
  }

  private static byte[] keepBelow(int count, float limit, float[] y, int yAt) {
    byte[] bits = new byte[linearBytes(count)];
    for (int i = 0; i < count; i++) {
      float value = y[yAt + i];
      if (value > 0f && value < limit) {
        bits[i >>> 3] |= (byte) (1 << (i & 7));
      }
    }
    return bits;
  }

  private static void checkLengths(String what, int count, float[] x, float[] y) {
    Check.length(what + " x", x, count);
    Check.length(what + " y", y, count);
  }
}
