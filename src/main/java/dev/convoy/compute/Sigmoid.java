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
 * <p>Computed by {@link dev.convoy.compute.micro.PointwiseKernels#sigmoid}, on every JVM with the
 * same bits.
 */
public final class Sigmoid {
  private Sigmoid() {}

  /** Forward; see the class for arrays and formula. */
  public static void forward(int count, float[] x, float[] y, Workspace ws) {
    forward(0, count, x, y, ws);
  }

  /** The same for the values from {@code at} on. */
  public static void forward(int at, int count, float[] x, float[] y, Workspace ws) {
    Check.length("sigmoid x", x, (long) at + count);
    Check.length("sigmoid y", y, (long) at + count);
    ws.kernels().pointwise().sigmoid(count, x, at, y, at);
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
