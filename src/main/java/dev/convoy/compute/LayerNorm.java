package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Layer normalisation: every row gets mean 0 and variance 1, then each of its values a line of its
 * own.
 *
 * <pre>
 *   x      float32 [rows, F]   pixels, vectors or whole images
 *   scale  float32 [F]
 *   shift  float32 [F]
 *   y      float32 [rows, F]   set; may be x itself
 *   normal[r, f] = (x[r, f] - mean[r]) / sqrt(variance[r] + epsilon)
 *   y[r, f] = normal[r, f] * scale[f] + shift[f], fused
 * </pre>
 *
 * <p>Mean and variance (of all F, not F - 1) are summed in double, the variance in a second pass.
 *
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba, Kiros and Hinton 2016</a>
 */
public final class LayerNorm {
  private LayerNorm() {}

  /**
   * Forward; see the class for arrays and formula. F is the length of {@code scale}.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(
      int rows, double epsilon, float[] x, float[] scale, float[] shift, float[] y) {
    int features = scale.length;
    Check.length("layer norm x", x, (long) rows * features);
    Check.length("layer norm shift", shift, features);
    Check.length("layer norm y", y, (long) rows * features);
    for (int row = 0; row < rows; row++) {
      int at = row * features;
      double mean = mean(x, at, features);
      double inverse = 1 / Math.sqrt(variance(x, at, features, mean) + epsilon);
      for (int f = 0; f < features; f++) {
        float normal = (float) ((x[at + f] - mean) * inverse);
        y[at + f] = Math.fma(normal, scale[f], shift[f]);
      }
    }
  }

  /** Four sums in turn, of every fourth value each: shorter chains of additions. */
  private static double mean(float[] x, int at, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += x[at + i];
      b += x[at + i + 1];
      c += x[at + i + 2];
      d += x[at + i + 3];
    }
    for (; i < count; i++) {
      a += x[at + i];
    }
    return ((a + b) + (c + d)) / count;
  }

  private static double variance(float[] x, int at, int count, double mean) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += square(x[at + i] - mean);
      b += square(x[at + i + 1] - mean);
      c += square(x[at + i + 2] - mean);
      d += square(x[at + i + 3] - mean);
    }
    for (; i < count; i++) {
      a += square(x[at + i] - mean);
    }
    return ((a + b) + (c + d)) / count;
  }

  private static double square(double value) {
    return value * value;
  }

  /**
   * Gradients of the input and of factor and offset.
   *
   * <pre>
   *   x, gradOutput  float32 [rows, F]
   *   gradInput      float32 [rows, F]   set; or empty
   *   own[r, f]        = gradOutput[r, f] * scale[f]
   *   gradInput[r, f]  = (own[r, f] - mean of own[r] - normal[r, f] * mean of own[r] * normal[r])
   *       / sqrt(variance[r] + epsilon)
   *   gradScale[f]    += sum over r of gradOutput[r, f] * normal[r, f]
   *   gradShift[f]    += sum over r of gradOutput[r, f]
   * </pre>
   *
   * @param gradients factor and offset are in this array, from {@code scaleAt} and {@code shiftAt}
   *     on, and are added to
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void backward(
      int rows,
      double epsilon,
      float[] x,
      float[] scale,
      float[] gradOutput,
      float[] gradInput,
      float[] gradients,
      int scaleAt,
      int shiftAt) {
    int features = scale.length;
    Check.length("layer norm x", x, (long) rows * features);
    Check.length("layer norm gradOutput", gradOutput, (long) rows * features);
    Check.lengthOrEmpty("layer norm gradInput", gradInput, (long) rows * features);
    Check.length("layer norm gradients", gradients, (long) Math.max(scaleAt, shiftAt) + features);
    for (int row = 0; row < rows; row++) {
      int at = row * features;
      double mean = mean(x, at, features);
      double inverse = 1 / Math.sqrt(variance(x, at, features, mean) + epsilon);
      double sum = 0;
      double normalSum = 0;
      for (int f = 0; f < features; f++) {
        double normal = (x[at + f] - mean) * inverse;
        double own = (double) gradOutput[at + f] * scale[f];
        sum += own;
        normalSum += own * normal;
        gradients[scaleAt + f] += (float) (gradOutput[at + f] * normal);
        gradients[shiftAt + f] += gradOutput[at + f];
      }
      for (int f = 0; f < features && gradInput.length > 0; f++) {
        double normal = (x[at + f] - mean) * inverse;
        double own = (double) gradOutput[at + f] * scale[f];
        double centred = own - sum / features - normal * (normalSum / features);
        gradInput[at + f] = (float) (centred * inverse);
      }
    }
  }
}
