package dev.convoy.compute.micro;

/**
 * The steps of {@link PointwiseKernels} for one value; {@link VectorFunctions} takes the same ones.
 *
 * <pre>
 *   exp(x) = 2^n * exp(r),   n = x / ln 2 rounded,   r = x - n * ln 2,   |r| &lt;= ln 2 / 2
 *   exp(r) - 1 = r + r^2 * (a polynomial of degree 5)
 * </pre>
 *
 * <p>Rounding is an addition of 1.5 * 2^23, after which n lies in the lowest bits; ln 2 comes in
 * two parts, the first so short that n times it is exact. Errors, in units in the last place of the
 * exact result: {@code exp} 1, {@code expm1} and {@code erf} 2, {@code sigmoid} and {@code tanh} 3.
 *
 * @see <a href="https://www.netlib.org/cephes/">Moshier, Cephes: the polynomial of expf</a>
 * @see <a href="https://stackoverflow.com/a/35148199">Juffa: the polynomials of erff</a>
 */
final class ScalarFunctions {
  static final float LOG2_E = 1.44269504f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float ROUNDER = 0x1.8p23f;
  static final int ROUNDER_BITS = 0x4b40_0000;
  static final int EXPONENT_BIAS = 127;
  static final int MANTISSA_BITS = 23;

  /** Above this exp is infinite. */
  static final float EXP_HIGH = 89f;

  /** Below this exp is 0. */
  static final float EXP_LOW = -104f;

  /** Below this exp - 1 is -1. */
  static final float EXPM1_LOW = -30f;

  static final float EXP2 = 5.0000001201e-1f;
  static final float EXP3 = 1.6666665459e-1f;
  static final float EXP4 = 4.1665795894e-2f;
  static final float EXP5 = 8.3334519073e-3f;
  static final float EXP6 = 1.3981999507e-3f;
  static final float EXP7 = 1.9875691500e-4f;

  /** Above this tanh(log(1 + exp(x))) is 1. */
  static final float MISH_HIGH = 20f;

  static final float ERF_MIDDLE = 0.927734375f;

  static final float ERF_1 = 1.28379166e-1f;
  static final float ERF_3 = -3.76125336e-1f;
  static final float ERF_5 = 1.12819925e-1f;
  static final float ERF_7 = -2.67681349e-2f;
  static final float ERF_9 = 4.99119423e-3f;
  static final float ERF_11 = -5.96761703e-4f;
  static final float ERFC_1 = -1.28717512e-1f;
  static final float ERFC_2 = -6.34846687e-1f;
  static final float ERFC_3 = -1.06777877e-1f;
  static final float ERFC_4 = 2.42546219e-2f;
  static final float ERFC_5 = -3.88396438e-3f;
  static final float ERFC_6 = 3.83197126e-4f;
  static final float ERFC_7 = -1.72853470e-5f;

  static final float SQRT_HALF = 0.70710678f;

  /** Where exp, 1e-26 here, counts as 0 beside 1. */
  static final float NORMAL_LOW = -60f;

  static final float GELU_CUBE = 0.044715f;
  static final float GELU_SCALE = 1.5957691f; // 2 * sqrt(2 / pi)

  private ScalarFunctions() {}

  static float exp(float x) {
    float bounded = x > EXP_HIGH ? EXP_HIGH : x;
    bounded = bounded < EXP_LOW ? EXP_LOW : bounded;
    float rounded = Math.fma(bounded, LOG2_E, ROUNDER);
    float value = expm1Reduced(bounded, rounded - ROUNDER) + 1f;
    int n = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
    int half = n >> 1; // 2^n itself may be no float
    return value * powerOfTwo(half) * powerOfTwo(n - half);
  }

  /** {@code exp(x) - 1} for x up to 0. */
  static float expm1(float x) {
    float bounded = x < EXPM1_LOW ? EXPM1_LOW : x;
    float rounded = Math.fma(bounded, LOG2_E, ROUNDER);
    float value = expm1Reduced(bounded, rounded - ROUNDER);
    float scale = powerOfTwo(Float.floatToRawIntBits(rounded) - ROUNDER_BITS);
    return Math.fma(scale, value, scale - 1f);
  }

  /** {@code exp(x)} for x from -87 to 0. */
  private static float expInside(float x) {
    float rounded = Math.fma(x, LOG2_E, ROUNDER);
    float value = expm1Reduced(x, rounded - ROUNDER);
    float scale = powerOfTwo(Float.floatToRawIntBits(rounded) - ROUNDER_BITS);
    return Math.fma(scale, value, scale);
  }

  /** {@code exp(x - n * ln 2) - 1}. */
  private static float expm1Reduced(float x, float n) {
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float q = Math.fma(EXP7, r, EXP6);
    q = Math.fma(q, r, EXP5);
    q = Math.fma(q, r, EXP4);
    q = Math.fma(q, r, EXP3);
    q = Math.fma(q, r, EXP2);
    return Math.fma(q, r * r, r);
  }

  private static float powerOfTwo(int n) {
    return Float.intBitsToFloat(n + EXPONENT_BIAS << MANTISSA_BITS);
  }

  static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x < 0f ? e : 1f) / (1f + e);
  }

  static float swish(float x) {
    return x * sigmoid(x);
  }

  static float tanh(float x) {
    float e = expm1(-2f * Math.abs(x));
    return Math.copySign(Math.abs(e) / (e + 2f), x);
  }

  static float elu(float positive, float negative, float divisor, float x) {
    return x > 0f ? positive * x : negative * expm1(x / divisor);
  }

  /** {@code tanh(log(1 + e)) = w / (w + 2)} with {@code w = e * (e + 2)}. */
  static float mish(float x) {
    float e = exp(x > MISH_HIGH ? MISH_HIGH : x);
    float w = e * (e + 2f);
    return x * (w / (w + 2f));
  }

  static float erf(float x) {
    float size = Math.abs(x);
    float outside = Math.copySign(expm1(erfcExponent(size)), x);
    return size > ERF_MIDDLE ? outside : erfMiddle(x);
  }

  /** Near 0. */
  private static float erfMiddle(float x) {
    float square = x * x;
    float q = Math.fma(ERF_11, square, ERF_9);
    q = Math.fma(q, square, ERF_7);
    q = Math.fma(q, square, ERF_5);
    q = Math.fma(q, square, ERF_3);
    q = Math.fma(q, square, ERF_1);
    return Math.fma(q, x, x);
  }

  /** {@code log(1 - erf(size))}. */
  private static float erfcExponent(float size) {
    float q = Math.fma(ERFC_7, size, ERFC_6);
    q = Math.fma(q, size, ERFC_5);
    q = Math.fma(q, size, ERFC_4);
    q = Math.fma(q, size, ERFC_3);
    q = Math.fma(q, size, ERFC_2);
    q = Math.fma(q, size, ERFC_1);
    return Math.fma(q, size, -size);
  }

  static float normal(float x) {
    float scaled = x * SQRT_HALF;
    float size = Math.abs(scaled);
    float exponent = erfcExponent(size);
    float tail = exponent < NORMAL_LOW ? 0f : expInside(exponent);
    float outside = scaled < 0f ? tail : 2f - tail;
    return 0.5f * (size > ERF_MIDDLE ? outside : erfMiddle(scaled) + 1f);
  }

  /** {@code (1 + tanh(u)) / 2} is {@code sigmoid(2 * u)}. */
  static float geluTanh(float x) {
    float bent = Math.fma(GELU_CUBE * x, x, 1f);
    return x * sigmoid(GELU_SCALE * x * bent);
  }
}
