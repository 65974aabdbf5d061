package dev.convoy.compute;

import dev.convoy.compute.micro.PointwiseKernels;
import dev.convoy.tensor.Check;

/**
 * Functions of one value; {@link PointwiseFunction} has their formulas.
 *
 * <pre>
 *   x  float32 [count]
 *   y  float32 [count]   set; may be x itself
 *   y[i] = f(x[i])
 * </pre>
 *
 * <p>NaN stays NaN. What is built on the exponential function goes through {@link
 * PointwiseKernels}; logarithms are {@code StrictMath} in double, rounded once. So every JVM gives
 * the same bits. Backward is in {@link PointwiseGradient}.
 */
public final class Pointwise {
  /** Values at a time where two arrays are needed. */
  static final int PART = 1 << 14;

  private Pointwise() {}

  /**
   * Forward for the values from {@code at} on.
   *
   * @param alpha for functions that have it
   * @param beta likewise
   * @throws IllegalArgumentException if an array is too short or {@link #check} fails
   */
  public static void forward(
      PointwiseFunction function,
      float alpha,
      float beta,
      int at,
      int count,
      float[] x,
      float[] y,
      Workspace ws) {
    check(function, alpha, beta);
    Check.length(function, "x", x, (long) at + count);
    Check.length(function, "y", y, (long) at + count);
    PointwiseKernels kernels = ws.kernels().pointwise();
    switch (function) {
      case CLIP -> ws.kernels().channels().clamp(count, alpha + 0f, beta, x, at, y, at);
      case ELU -> kernels.elu(count, 1f, alpha, 1f, x, at, y, at);
      case SELU -> kernels.elu(count, beta, beta * alpha, 1f, x, at, y, at);
      case CELU -> kernels.elu(count, 1f, alpha, alpha, x, at, y, at);
      case HARD_SIGMOID -> hardSigmoid(alpha, beta, at, at + count, x, y);
      case HARD_SWISH -> hardSwish(at, at + count, x, y);
      case TANH -> kernels.tanh(count, x, at, y, at);
      case SWISH -> kernels.swish(count, x, at, y, at);
      case SOFTPLUS -> softplus(at, at + count, x, y);
      case SOFTSIGN -> softsign(at, at + count, x, y);
      case MISH -> kernels.mish(count, x, at, y, at);
      case GELU -> gelu(at, at + count, x, y, ws);
      case GELU_TANH -> kernels.geluTanh(count, x, at, y, at);
      case THRESHOLDED_RELU -> thresholdedRelu(alpha, at, at + count, x, y);
      case LEAKY -> leaky(alpha, at, at + count, x, y);
      case EXP -> kernels.exp(count, x, at, y, at);
      case LOG -> log(at, at + count, x, y);
      case SQRT -> sqrt(at, at + count, x, y);
      case ABS -> abs(at, at + count, x, y);
      case NEGATE -> negate(at, at + count, x, y);
      case RECIPROCAL -> reciprocal(at, at + count, x, y);
      case ERF -> kernels.erf(count, x, at, y, at);
      case SQUARE -> square(at, at + count, x, y);
      case SIGN -> sign(at, at + count, x, y);
      case FLOOR -> floor(at, at + count, x, y);
      case CEIL -> ceil(at, at + count, x, y);
      case ROUND -> round(at, at + count, x, y);
    }
  }

  /**
   * Checks the numbers of a function.
   *
   * @throws IllegalArgumentException if one is NaN, or if the alpha of a CELU is not above 0
   */
  public static void check(PointwiseFunction function, float alpha, float beta) {
    if (Float.isNaN(alpha) || Float.isNaN(beta)) {
      throw Check.failure("%s: alpha %s, beta %s; needs numbers", function, alpha, beta);
    }
    if (function == PointwiseFunction.CELU && alpha <= 0) {
      throw Check.failure("%s: alpha %s, needs a number above 0", function, alpha);
    }
  }

  private static void hardSigmoid(float alpha, float beta, int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = Math.max(0f, Math.min(1f, Math.fma(alpha, x[i], beta)));
    }
  }

  private static void hardSwish(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] * Math.max(0f, Math.min(1f, Math.fma(1f / 6f, x[i], 0.5f)));
    }
  }

  /** Written so that nothing overflows and nothing is lost. */
  private static void softplus(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      double above = Math.max(x[i], 0f);
      y[i] = (float) (above + StrictMath.log1p(StrictMath.exp(-Math.abs((double) x[i]))));
    }
  }

  private static void softsign(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] / (1f + Math.abs(x[i]));
    }
  }

  private static void gelu(int from, int to, float[] x, float[] y, Workspace ws) {
    float[] below = ws.floats(Workspace.Scratch.EXPONENTIALS, PART);
    for (int at = from; at < to; at += PART) {
      int part = Math.min(PART, to - at);
      ws.kernels().pointwise().normal(part, x, at, below, 0);
      for (int i = 0; i < part; i++) {
        y[at + i] = x[at + i] * below[i];
      }
    }
  }

  private static void thresholdedRelu(float alpha, int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] <= alpha ? 0f : x[i];
    }
  }

  private static void leaky(float alpha, int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] < 0f ? alpha * x[i] : x[i];
    }
  }

  private static void log(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = (float) StrictMath.log(x[i]);
    }
  }

  /** The double root rounded again is the root rounded once. */
  private static void sqrt(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.sqrt(x[i]);
    }
  }

  private static void abs(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = Math.abs(x[i]);
    }
  }

  private static void negate(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = -x[i];
    }
  }

  private static void reciprocal(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = 1f / x[i];
    }
  }

  private static void square(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] * x[i];
    }
  }

  private static void sign(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = Math.signum(x[i]);
    }
  }

  private static void floor(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.floor(x[i]);
    }
  }

  private static void ceil(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.ceil(x[i]);
    }
  }

  private static void round(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.rint(x[i]);
    }
  }
}
