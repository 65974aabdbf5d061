package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * The logistic function, value by value.
 *
 * <pre>
 *   x  float32 [count]
 *   y  float32 [count]   set; may be x itself
 *   y = 1 / (1 + exp(-x))
 * </pre>
 *
 * <p>{@code StrictMath.exp} in double, rounded once, so that every JVM gives the same bits.
 */
public final class Sigmoid {
  private Sigmoid() {}

  public static void forward(int count, float[] x, float[] y) {
    Check.length("sigmoid x", x, count);
    Check.length("sigmoid y", y, count);
    for (int i = 0; i < count; i++) {
      y[i] = (float) (1 / (1 + StrictMath.exp(-x[i])));
    }
  }
}
