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

  /**
   * Gradient of the input: {@code gradInput = gradOutput * y * (1 - y)}, set.
   *
   * @param y the output of {@link #forward}
   */
  public static void gradInput(int count, float[] y, float[] gradOutput, float[] gradInput) {
    Check.length("sigmoid y", y, count);
    Check.length("sigmoid gradOutput", gradOutput, count);
    Check.length("sigmoid gradInput", gradInput, count);
    for (int i = 0; i < count; i++) {
      gradInput[i] = gradOutput[i] * (y[i] * (1 - y[i]));
    }
  }
}
