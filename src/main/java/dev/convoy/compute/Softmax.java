package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Turns each row of scores into probabilities.
 *
 * <pre>
 *   x  float32 [rows, C]   scores
 *   y  float32 [rows, C]   set; may be x itself
 *   y[r, c] = exp(x[r, c] - max of row) / sum over the row of the same
 * </pre>
 *
 * <p>Differences and {@link dev.convoy.compute.micro.PointwiseKernels#exp} in float32, the sum in
 * double in the order of c, so that every JVM gives the same bits.
 */
public final class Softmax {
  private Softmax() {}

  /** Forward; see the class for arrays and formula. */
  public static void forward(int rows, int c, float[] x, float[] y, Workspace ws) {
    Check.length("softmax x", x, (long) rows * c);
    Check.length("softmax y", y, (long) rows * c);
    for (int row = 0; row < rows; row++) {
      subtractLargest(c, x, row * c, y, row * c);
    }
    ws.kernels().pointwise().exp(rows * c, y, 0, y, 0);
    for (int row = 0; row < rows; row++) {
      divideBySum(c, y, row * c);
    }
  }

  /** Sets {@code y = x - max of x}; a NaN stays one and makes the sum NaN. */
  static void subtractLargest(int count, float[] x, int xAt, float[] y, int yAt) {
    float max = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < count; c++) {
      max = x[xAt + c] > max ? x[xAt + c] : max;
    }
    for (int c = 0; c < count; c++) {
      y[yAt + c] = x[xAt + c] - max;
    }
  }

  private static void divideBySum(int count, float[] y, int at) {
    double sum = sum(count, y, at);
    for (int c = 0; c < count; c++) {
      y[at + c] = (float) (y[at + c] / sum);
    }
  }

  static double sum(int count, float[] values, int at) {
    double sum = 0;
    for (int c = 0; c < count; c++) {
      sum += values[at + c];
    }
    return sum;
  }

  /**
   * Gradient of the input.
   *
   * <pre>
   *   gradInput[r, c] = y[r, c] * (gradOutput[r, c] - sum over j of gradOutput[r, j] * y[r, j])   set
   * </pre>
   *
   * @param y the output of {@link #forward}
   */
  public static void gradInput(int rows, int c, float[] y, float[] gradOutput, float[] gradInput) {
    Check.length("softmax y", y, (long) rows * c);
    Check.length("softmax gradOutput", gradOutput, (long) rows * c);
    Check.length("softmax gradInput", gradInput, (long) rows * c);
    for (int row = 0; row < rows; row++) {
      int at = row * c;
      double sum = 0;
      for (int j = 0; j < c; j++) {
        sum += (double) gradOutput[at + j] * y[at + j];
      }
      for (int j = 0; j < c; j++) {
        gradInput[at + j] = (float) (y[at + j] * (gradOutput[at + j] - sum));
      }
    }
  }
}
