package dev.convoy.compute.micro;

/**
 * Functions of one value, built on one exponential function, over whole arrays.
 *
 * <p>Each sets {@code y[yAt + i] = f(x[xAt + i])} for {@code count} values; {@code y} may be {@code
 * x} itself if {@code yAt} is {@code xAt}. A value passes one fixed sequence of float32 steps, so
 * that all implementations and vector widths give the same bits; {@link ScalarFunctions} has the
 * steps and their errors. NaN stays NaN.
 */
public interface PointwiseKernels {
  /** {@code exp(x)}: infinite above 88.72, gradually to 0 below -87.3. */
  void exp(int count, float[] x, int xAt, float[] y, int yAt);

  /** The logistic function {@code 1 / (1 + exp(-x))}. */
  void sigmoid(int count, float[] x, int xAt, float[] y, int yAt);

  /** {@code x * sigmoid(x)}; NaN at minus infinity. */
  void swish(int count, float[] x, int xAt, float[] y, int yAt);

  /** The hyperbolic tangent, odd and accurate near 0. */
  void tanh(int count, float[] x, int xAt, float[] y, int yAt);

  /**
   * {@code positive * x} where {@code x > 0}, {@code negative * (exp(x / divisor) - 1)} elsewhere.
   *
   * @param divisor above 0
   */
  void elu(
      int count,
      float positive,
      float negative,
      float divisor,
      float[] x,
      int xAt,
      float[] y,
      int yAt);

  /** {@code x * tanh(log(1 + exp(x)))}; NaN at minus infinity. */
  void mish(int count, float[] x, int xAt, float[] y, int yAt);

  /** The error function. */
  void erf(int count, float[] x, int xAt, float[] y, int yAt);

  /** The normal distribution function, {@code (1 + erf(x / sqrt(2))) / 2}; far below 0 it is 0. */
  void normal(int count, float[] x, int xAt, float[] y, int yAt);

  /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2}; NaN at minus infinity. */
  void geluTanh(int count, float[] x, int xAt, float[] y, int yAt);
}
