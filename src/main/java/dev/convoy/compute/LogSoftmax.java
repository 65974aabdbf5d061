package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Turns each row of scores into logarithms of probabilities.
 *
 * <pre>
 *   x  float32 [rows, C]   scores
 *   y  float32 [rows, C]   set; may be x itself
 *   y[r, c] = d[c] - log(sum over the row of exp(d)),   d = x[r] - max of row
 * </pre>
 *
 * <p>Differences and {@link dev.convoy.compute.micro.PointwiseKernels#exp} in float32, sum and
 * logarithm in double in the order of c, so that every JVM gives the same bits.
 */
public final class LogSoftmax {
  private LogSoftmax() {}

  /** Forward; see the class for arrays and formula. */
  public static void forward(int rows, int c, float[] x, float[] y, Workspace ws) {
    Check.length("log-softmax x", x, (long) rows * c);
    Check.length("log-softmax y", y, (long) rows * c);
    float[] row = ws.floats(Workspace.Scratch.EXPONENTIALS, c);
    for (int r = 0; r < rows; r++) {
      int at = r * c;
      Softmax.subtractLargest(c, x, at, y, at);
      ws.kernels().pointwise().exp(c, y, at, row, 0);
      double logSum = StrictMath.log(Softmax.sum(c, row, 0));
      for (int i = at; i < at + c; i++) {
        y[i] = (float) (y[i] - logSum);
      }
    }
  }

  /**
   * Gradient of the input.
   *
   * <pre>
   *   gradInput[r, c] = gradOutput[r, c] - exp(y[r, c]) * sum over j of gradOutput[r, j]   set
   * </pre>
   *
   * @param y the output of {@link #forward}
   */
  public static void gradInput(
      int rows, int c, float[] y, float[] gradOutput, float[] gradInput, Workspace ws) {
    Check.length("log-softmax y", y, (long) rows * c);
    Check.length("log-softmax gradOutput", gradOutput, (long) rows * c);
    Check.length("log-softmax gradInput", gradInput, (long) rows * c);
    float[] row = ws.floats(Workspace.Scratch.EXPONENTIALS, c);
    for (int r = 0; r < rows; r++) {
      int at = r * c;
      double sum = Softmax.sum(c, gradOutput, at);
      ws.kernels().pointwise().exp(c, y, at, row, 0);
      for (int i = 0; i < c; i++) {
        gradInput[at + i] = (float) (gradOutput[at + i] - row[i] * sum);
      }
    }
  }
}
