package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Local response normalisation: divides every value by a power of the mean square of its neighbours
 * among the channels.
 *
 * <pre>
 *   x  float32 [rows, C]   pixels
 *   y  float32 [rows, C]   set; not x
 *   d[r, c] = bias + alpha / size * sum over k from c - floor((size - 1) / 2) to c + ceil((size - 1) / 2) of x[r, k]^2
 *   y[r, c] = x[r, c] / d[r, c]^beta
 * </pre>
 *
 * <p>Computed in double and rounded once. Powers of 0.5, 0.75 and 1 come from square roots, which
 * are exactly rounded; others from {@code StrictMath.pow}.
 *
 * @param size channels of a neighbourhood
 * @see <a href="https://papers.nips.cc/paper/4824">Krizhevsky et al. 2012, section 3.3</a>
 */
public record LocalResponseNorm(int size, float alpha, float beta, float bias) {
  public LocalResponseNorm {
    Check.that(size > 0, "local response norm: size %s, needs at least 1", size);
  }

  /**
   * Forward; see the class for arrays and formula.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void forward(int rows, int channels, float[] x, float[] y) {
    Check.length("local response norm x", x, (long) rows * channels);
    Check.length("local response norm y", y, (long) rows * channels);
    for (int row = 0; row < rows; row++) {
      int at = row * channels;
      for (int c = 0; c < channels; c++) {
        y[at + c] = (float) (x[at + c] / power(divisor(channels, x, at, c)));
      }
    }
  }

  /** {@code d[r, c]}. */
  private double divisor(int channels, float[] x, int at, int c) {
    int first = Math.max(0, c - (size - 1) / 2);
    int last = Math.min(channels - 1, c + size / 2);
    double sum = 0;
    for (int k = first; k <= last; k++) {
      sum += (double) x[at + k] * x[at + k];
    }
    return bias + (double) alpha / size * sum;
  }

  private double power(double d) {
    if (beta == 0.75f) {
      double root = Math.sqrt(d);
      return root * Math.sqrt(root);
    }
    if (beta == 0.5f) {
      return Math.sqrt(d);
    }
    return beta == 1f ? d : StrictMath.pow(d, beta);
  }

  /**
   * Gradient of the input.
   *
   * <pre>
   *   x, gradOutput  float32 [rows, C]
   *   gradInput      float32 [rows, C]   set
   *   gradInput[r, c] = gradOutput[r, c] / d[r, c]^beta
   *       - 2 * alpha * beta / size * x[r, c] * sum over the k in whose neighbourhood c is of
   *         gradOutput[r, k] * x[r, k] / d[r, k]^(beta + 1)
   * </pre>
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void gradInput(
      int rows, int channels, float[] x, float[] gradOutput, float[] gradInput, Workspace ws) {
    Check.length("local response norm x", x, (long) rows * channels);
    Check.length("local response norm gradOutput", gradOutput, (long) rows * channels);
    Check.length("local response norm gradInput", gradInput, (long) rows * channels);
    double[] own = ws.doubles(2 * channels); // and behind it, what neighbours get
    double factor = 2.0 * alpha * beta / size;
    for (int row = 0; row < rows; row++) {
      int at = row * channels;
      for (int c = 0; c < channels; c++) {
        double d = divisor(channels, x, at, c);
        own[c] = gradOutput[at + c] / power(d);
        own[channels + c] = own[c] * x[at + c] / d;
      }
      for (int c = 0; c < channels; c++) {
        int first = Math.max(0, c - size / 2);
        int last = Math.min(channels - 1, c + (size - 1) / 2);
        double sum = 0;
        for (int k = first; k <= last; k++) {
          sum += own[channels + k];
        }
        gradInput[at + c] = (float) (own[c] - factor * x[at + c] * sum);
      }
    }
  }
}
