package dev.convoy.compute;

import dev.convoy.compute.micro.PointwiseKernels;
import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * Backward of {@link Pointwise}.
 *
 * <pre>
 *   x           float32 [count]   the input of forward
 *   gradOutput  float32 [count]
 *   gradInput   float32 [count]   set; neither of the others
 *   gradInput[i] = gradOutput[i] * f'(x[i])
 * </pre>
 *
 * <p>Where a function has a corner it takes the slope of the side that forward counts the point to;
 * that of CLIP at its bounds and of ABS at 0 is as in PyTorch, 1 and 0. Steps have slope 0.
 */
public final class PointwiseGradient {
  private static final float DENSITY_AT_0 = 0.39894228f; // 1 / sqrt(2 * pi)
  private static final float ERF_SLOPE_AT_0 = 1.1283792f; // 2 / sqrt(pi)
  private static final float GELU_CUBE = 0.044715f;
  private static final float GELU_SCALE = 1.5957691f; // 2 * sqrt(2 / pi)
  private static final float MISH_HIGH = 20f; // its slope is 1 above

  private PointwiseGradient() {}

  /**
   * Gradient of the input; see the class for arrays and formula.
   *
   * @throws IllegalArgumentException if an array is too short or {@link Pointwise#check} fails
   */
  public static void gradInput(
      PointwiseFunction function,
      float alpha,
      float beta,
      int count,
      float[] x,
      float[] gradOutput,
      float[] gradInput,
      Workspace ws) {
    Pointwise.check(function, alpha, beta);
    Check.length(function, "x", x, count);
    Check.length(function, "gradOutput", gradOutput, count);
    Check.length(function, "gradInput", gradInput, count);
    slopes(function, alpha, beta, count, x, gradInput, ws);
    for (int i = 0; i < count; i++) {
      gradInput[i] *= gradOutput[i];
    }
  }

  /** Sets {@code s[i] = f'(x[i])}. */
  private static void slopes(
      PointwiseFunction function,
      float alpha,
      float beta,
      int count,
      float[] x,
      float[] s,
      Workspace ws) {
    PointwiseKernels kernels = ws.kernels().pointwise();
    switch (function) {
      case CLIP -> between(alpha, beta, count, x, s);
      case ELU -> elu(1f, alpha, 1f, count, x, s, kernels);
      case SELU -> elu(beta, beta * alpha, 1f, count, x, s, kernels);
      case CELU -> elu(1f, 1f, alpha, count, x, s, kernels);
      case HARD_SIGMOID -> hardSigmoid(alpha, beta, count, x, s);
      case HARD_SWISH -> hardSwish(count, x, s);
      case TANH -> tanh(count, x, s, kernels);
      case SWISH -> swish(count, x, s, kernels);
      case SOFTPLUS -> kernels.sigmoid(count, x, 0, s, 0);
      case SOFTSIGN -> softsign(count, x, s);
      case MISH -> mish(count, x, s, kernels);
      case GELU -> gelu(count, x, s, ws);
      case GELU_TANH -> geluTanh(count, x, s, kernels);
      case THRESHOLDED_RELU -> thresholdedRelu(alpha, count, x, s);
      case LEAKY -> leaky(alpha, count, x, s);
      case EXP -> kernels.exp(count, x, 0, s, 0);
      case LOG -> reciprocal(count, x, s);
      case SQRT -> sqrt(count, x, s);
      case ABS -> sign(count, x, s);
      case NEGATE -> Arrays.fill(s, 0, count, -1f);
      case RECIPROCAL -> reciprocalSlope(count, x, s);
      case ERF -> erf(count, x, s, kernels);
      case SQUARE -> twice(count, x, s);
      case SIGN, FLOOR, CEIL, ROUND -> Arrays.fill(s, 0, count, 0f);
    }
  }

  private static void between(float low, float high, int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = x[i] < low || x[i] > high ? 0f : 1f;
    }
  }

  /** {@code negative * exp(x / divisor)} where x is not above 0. */
  private static void elu(
      float positive,
      float negative,
      float divisor,
      int count,
      float[] x,
      float[] s,
      PointwiseKernels kernels) {
    for (int i = 0; i < count; i++) {
      s[i] = Math.min(x[i], 0f) / divisor;
    }
    kernels.exp(count, s, 0, s, 0);
    for (int i = 0; i < count; i++) {
      s[i] = x[i] > 0f ? positive : negative * s[i];
    }
  }

  private static void hardSigmoid(float alpha, float beta, int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      float line = Math.fma(alpha, x[i], beta);
      s[i] = line > 0f && line < 1f ? alpha : 0f;
    }
  }

  /** {@code x / 3 + 1 / 2} between -3 and 3. */
  private static void hardSwish(int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      float inside = Math.fma(1f / 3f, x[i], 0.5f);
      s[i] = x[i] <= -3f ? 0f : x[i] >= 3f ? 1f : inside;
    }
  }

  /** {@code 1 - tanh(x)^2}. */
  private static void tanh(int count, float[] x, float[] s, PointwiseKernels kernels) {
    kernels.tanh(count, x, 0, s, 0);
    for (int i = 0; i < count; i++) {
      s[i] = Math.fma(-s[i], s[i], 1f);
    }
  }

  /** With {@code p = sigmoid(x)}: {@code p * (1 + x * (1 - p))}. */
  private static void swish(int count, float[] x, float[] s, PointwiseKernels kernels) {
    kernels.sigmoid(count, x, 0, s, 0);
    for (int i = 0; i < count; i++) {
      s[i] *= Math.fma(x[i], 1f - s[i], 1f);
    }
  }

  private static void softsign(int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      float below = 1f + Math.abs(x[i]);
      s[i] = 1f / (below * below);
    }
  }

  /**
   * With {@code e = exp(x)}, {@code w = e * (e + 2)} and {@code t = w / (w + 2)}, forward's
   * hyperbolic tangent: {@code t + x * (1 - t * t) * e / (1 + e)}.
   */
  private static void mish(int count, float[] x, float[] s, PointwiseKernels kernels) {
    for (int i = 0; i < count; i++) {
      s[i] = Math.min(x[i], MISH_HIGH);
    }
    kernels.exp(count, s, 0, s, 0);
    for (int i = 0; i < count; i++) {
      float e = s[i];
      float w = e * (e + 2f);
      float t = w / (w + 2f);
      s[i] = Math.fma(x[i] * Math.fma(-t, t, 1f), e / (1f + e), t);
    }
  }

  /** {@code (1 + erf(x / sqrt(2))) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi)}. */
  private static void gelu(int count, float[] x, float[] s, Workspace ws) {
    PointwiseKernels kernels = ws.kernels().pointwise();
    float[] density = ws.floats(Workspace.Scratch.EXPONENTIALS, Pointwise.PART);
    for (int at = 0; at < count; at += Pointwise.PART) {
      int part = Math.min(Pointwise.PART, count - at);
      for (int i = 0; i < part; i++) {
        density[i] = -0.5f * x[at + i] * x[at + i];
      }
      kernels.exp(part, density, 0, density, 0);
      kernels.normal(part, x, at, s, at);
      for (int i = 0; i < part; i++) {
        s[at + i] = Math.fma(x[at + i] * DENSITY_AT_0, density[i], s[at + i]);
      }
    }
  }

  /** With {@code p = sigmoid(2 * u)}: {@code p + x * p * (1 - p) * 2 * u'}. */
  private static void geluTanh(int count, float[] x, float[] s, PointwiseKernels kernels) {
    for (int i = 0; i < count; i++) {
      s[i] = GELU_SCALE * x[i] * Math.fma(GELU_CUBE * x[i], x[i], 1f);
    }
    kernels.sigmoid(count, s, 0, s, 0);
    for (int i = 0; i < count; i++) {
      float slope = GELU_SCALE * Math.fma(3 * GELU_CUBE * x[i], x[i], 1f);
      s[i] *= Math.fma(x[i] * (1f - s[i]), slope, 1f);
    }
  }

  private static void thresholdedRelu(float alpha, int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = x[i] > alpha ? 1f : 0f;
    }
  }

  private static void leaky(float alpha, int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = x[i] < 0f ? alpha : 1f;
    }
  }

  /** Of the logarithm. */
  private static void reciprocal(int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = 1f / x[i];
    }
  }

  private static void sqrt(int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = 0.5f / (float) Math.sqrt(x[i]);
    }
  }

  /** Of the absolute value. */
  private static void sign(int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = Math.signum(x[i]);
    }
  }

  private static void reciprocalSlope(int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = -1f / (x[i] * x[i]);
    }
  }

  /** {@code 2 / sqrt(pi) * exp(-x * x)}. */
  private static void erf(int count, float[] x, float[] s, PointwiseKernels kernels) {
    for (int i = 0; i < count; i++) {
      s[i] = -x[i] * x[i];
    }
    kernels.exp(count, s, 0, s, 0);
    for (int i = 0; i < count; i++) {
      s[i] *= ERF_SLOPE_AT_0;
    }
  }

  /** Of the square. */
  private static void twice(int count, float[] x, float[] s) {
    for (int i = 0; i < count; i++) {
      s[i] = 2f * x[i];
    }
  }
}
