package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Batch normalisation with stored statistics, as it stands after training: one line per channel.
 *
 * <pre>
 *   x      float32 [rows, C]   pixels or vectors
 *   scale  float32 [C]         gamma / sqrt(variance + epsilon)
 *   shift  float32 [C]         beta - mean * scale
 *   y      float32 [rows, C]   set; may be x itself
 *   y[r, c] = x[r, c] * scale[c] + shift[c], fused
 * </pre>
 *
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015, section 3.1</a>
 */
public final class BatchNorm {
  private BatchNorm() {}

  /** The factor of each channel, computed in double and rounded once. */
  public static float[] scale(float[] gamma, float[] variance, double epsilon) {
    Check.length("batch norm variance", variance, gamma.length);
    float[] scale = new float[gamma.length];
    for (int c = 0; c < scale.length; c++) {
      double root = Math.sqrt(variance[c] + epsilon);
      Check.that(root > 0, "batch norm: variance of channel %s is %s", c, variance[c]);
      scale[c] = (float) (gamma[c] / root);
    }
    return scale;
  }

  /** The offset of each channel, computed in double and rounded once. */
  public static float[] shift(
      float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {
    Check.length("batch norm beta", beta, gamma.length);
    Check.length("batch norm mean", mean, gamma.length);
    float[] shift = new float[gamma.length];
    for (int c = 0; c < shift.length; c++) {
      shift[c] = (float) (beta[c] - mean[c] * (gamma[c] / Math.sqrt(variance[c] + epsilon)));
    }
    return shift;
  }

  /**
   * Forward; see the class for arrays and formula.
   *
   * @param rows pixels of all images
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(
      int rows, float[] x, float[] scale, float[] shift, float[] y, Workspace ws) {
    forward(0, rows, x, scale, shift, y, ws);
  }

  /** The same for the rows from {@code row} on. */
  public static void forward(
      int row, int rows, float[] x, float[] scale, float[] shift, float[] y, Workspace ws) {
    int channels = scale.length;
    Check.length("batch norm x", x, ((long) row + rows) * channels);
    Check.length("batch norm shift", shift, channels);
    Check.length("batch norm y", y, ((long) row + rows) * channels);
    int at = row * channels;
    ws.kernels().channels().scaleShift(rows, channels, channels, x, at, scale, shift, 0, y, at);
  }

  /**
   * Forward and a rectifier at once, in place: {@code y = min(max(y * scale + shift, 0), high)} for
   * the rows from {@code row} on, with the bits of the two operators one after the other.
   *
   * @param high 6, or infinity for the plain {@link Relu}
   */
  public static void forwardRectified(
      int row, int rows, float[] scale, float[] shift, float high, float[] y, Workspace ws) {
    int channels = scale.length;
    Check.length("batch norm shift", shift, channels);
    Check.length("batch norm y", y, ((long) row + rows) * channels);
    ws.kernels()
        .channels()
        .scaleShiftClamp(rows, channels, scale, shift, 0f, high, y, row * channels);
  }

  /**
   * Forward, the sum with another array and a rectifier at once, in place: {@code y = min(max(y *
   * scale + shift + other, low), high)} for the rows from {@code row} on, with the bits of the
   * operators one after the other.
   *
   * @param other float32, as {@code y}
   * @param low 0, or minus infinity where there is no rectifier
   * @param high 6, or infinity
   */
  public static void forwardAddedRectified(
      int row,
      int rows,
      float[] scale,
      float[] shift,
      float[] other,
      float low,
      float high,
      float[] y,
      Workspace ws) {
    int channels = scale.length;
    int at = row * channels;
    Check.length("batch norm shift", shift, channels);
    Check.length("batch norm y", y, ((long) row + rows) * channels);
    Check.length("add b", other, ((long) row + rows) * channels);
    ws.kernels()
        .channels()
        .scaleShiftAddClamp(rows, channels, scale, shift, other, at, low, high, y, at);
  }

  /**
   * Gradient of the input: {@code gradInput[r, c] = gradOutput[r, c] * scale[c]}, set. The stored
   * statistics are constants here.
   */
  public static void gradInput(int rows, float[] gradOutput, float[] scale, float[] gradInput) {
    int channels = scale.length;
    Check.length("batch norm gradOutput", gradOutput, (long) rows * channels);
    Check.length("batch norm gradInput", gradInput, (long) rows * channels);
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c++) {
        gradInput[row * channels + c] = gradOutput[row * channels + c] * scale[c];
      }
    }
  }

  /** {@code 1 / sqrt(variance + epsilon)} of each channel, computed in double and rounded once. */
  public static float[] inverseDeviation(float[] variance, double epsilon) {
    float[] inverse = new float[variance.length];
    for (int c = 0; c < inverse.length; c++) {
      inverse[c] = (float) (1 / Math.sqrt(variance[c] + epsilon));
    }
    return inverse;
  }

  /**
   * Adds the gradients of factor and offset.
   *
   * <pre>
   *   gradGamma[c] += sum over r of gradOutput[r, c] * (x[r, c] - mean[c]) * inverseDeviation[c]
   *   gradBeta[c]  += sum over r of gradOutput[r, c]
   * </pre>
   *
   * @param gradients both are in this array, from {@code gammaAt} and {@code betaAt} on
   */
  public static void addGradParameters(
      int rows,
      float[] x,
      float[] gradOutput,
      float[] mean,
      float[] inverseDeviation,
      float[] gradients,
      int gammaAt,
      int betaAt) {
    int channels = mean.length;
    Check.length("batch norm x", x, (long) rows * channels);
    Check.length("batch norm gradOutput", gradOutput, (long) rows * channels);
    Check.length("batch norm inverseDeviation", inverseDeviation, channels);
    Check.length("batch norm gradients", gradients, (long) Math.max(gammaAt, betaAt) + channels);
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c++) {
        int at = row * channels + c;
        float normal = (x[at] - mean[c]) * inverseDeviation[c];
        gradients[gammaAt + c] = Math.fma(gradOutput[at], normal, gradients[gammaAt + c]);
      }
    }
    RowSums.add(rows, channels, gradOutput, gradients, betaAt);
  }
}
