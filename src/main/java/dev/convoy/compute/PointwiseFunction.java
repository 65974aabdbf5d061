package dev.convoy.compute;

/**
 * The functions of one value that {@link Pointwise} computes, as the ONNX operators of these names
 * define them; alpha and beta are numbers that some of them have.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public enum PointwiseFunction {
  /** {@code min(max(x, alpha), beta)}. */
  CLIP,
  /** {@code x} above 0, {@code alpha * (exp(x) - 1)} elsewhere. */
  ELU,
  /** {@code beta * x} above 0, {@code beta * alpha * (exp(x) - 1)} elsewhere. */
  SELU,
  /** {@code x} above 0, {@code alpha * (exp(x / alpha) - 1)} elsewhere; alpha above 0. */
  CELU,
  /** {@code max(0, min(1, alpha * x + beta))}, the product fused with the sum. */
  HARD_SIGMOID,
  /** {@code x * max(0, min(1, x / 6 + 1 / 2))}. */
  HARD_SWISH,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code x / (1 + exp(-x))}, also called SiLU. */
  SWISH,
  /** {@code log(1 + exp(x))}. */
  SOFTPLUS,
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN,
  /** {@code x * tanh(log(1 + exp(x)))}. */
  MISH,
  /** {@code x * (1 + erf(x / sqrt(2))) / 2}. */
  GELU,
  /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2}. */
  GELU_TANH,
  /** {@code x} above alpha, 0 elsewhere. */
  THRESHOLDED_RELU,
  /** {@code alpha * x} below 0, {@code x} elsewhere. */
  LEAKY,
  EXP,
  /** The natural logarithm. */
  LOG,
  SQRT,
  ABS,
  NEGATE,
  /** {@code 1 / x}. */
  RECIPROCAL,
  /** The error function. */
  ERF,
  SQUARE,
  /** -1, 0 or 1. */
  SIGN,
  FLOOR,
  CEIL,
  /** To the nearest whole number, of two the even one. */
  ROUND
}
