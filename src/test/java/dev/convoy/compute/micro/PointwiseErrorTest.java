package dev.convoy.compute.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** How far functions are from the exact ones, over floats of all sizes and both signs. */
class PointwiseErrorTest {
  /** Between the bits of two floats that are looked at: a prime, so that all mantissas occur. */
  private static final int STEP = 1511;

  private static final int PART = 1 << 12;

  private final PointwiseKernels kernels = Kernels.named(KernelsUnderTest.name()).pointwise();

  private interface Work {
    void on(float[] x, float[] y);
  }

  /** The error of one value. */
  private interface Measure {
    double error(float x, float y, double exact);
  }

  /** In units in the last place of the exact result as a float. */
  private static double ulps(float x, float y, double exact) {
    return y == (float) exact ? 0 : Math.abs(y - exact) / Math.ulp((float) exact);
  }

  /** Relative to the input, of functions that end as the input itself. */
  private static double ofInput(float x, float y, double exact) {
    return Math.abs(y - exact) / Math.max(Math.abs(x), Float.MIN_NORMAL);
  }

  private static double largest(
      float low, float high, Work work, DoubleUnaryOperator exact, Measure measure) {
    double largest = 0;
    float[] x = new float[PART];
    float[] y = new float[PART];
    int filled = 0;
    for (long bits = 0; bits < 0x7f80_0000L; bits += STEP) {
      float size = Float.intBitsToFloat((int) bits);
      for (float value : new float[] {size, -size}) {
        if (value >= low && value <= high) {
          x[filled++] = value;
        }
      }
      if (filled > PART - 2 || bits + STEP >= 0x7f80_0000L) {
        work.on(x, y);
        for (int i = 0; i < filled; i++) {
          double error = measure.error(x[i], y[i], exact.applyAsDouble(x[i]));
          assertThat(error).as("f(%s) = %s", x[i], y[i]).isNotNaN();
          largest = Math.max(largest, error);
        }
        filled = 0;
      }
    }
    return largest;
  }

  @Test
  void ofExp() {
    Work work = (x, y) -> kernels.exp(PART, x, 0, y, 0);
    assertThat(largest(-88, 88.7f, work, StrictMath::exp, PointwiseErrorTest::ulps)).isLessThan(1);
    assertThat(largest(-110, 95, work, StrictMath::exp, PointwiseErrorTest::ulps)).isLessThan(1.1);
  }

  @Test
  void ofSigmoid() {
    Work work = (x, y) -> kernels.sigmoid(PART, x, 0, y, 0);
    assertThat(largest(-103, 100, work, PointwiseErrorTest::sigmoid, PointwiseErrorTest::ulps))
        .isLessThan(2.5);
  }

  @Test
  void ofTanh() {
    Work work = (x, y) -> kernels.tanh(PART, x, 0, y, 0);
    assertThat(largest(-100, 100, work, StrictMath::tanh, PointwiseErrorTest::ulps))
        .isLessThan(2.5);
  }

  @Test
  void ofElu() {
    Work work = (x, y) -> kernels.elu(PART, 1, 1, 1, x, 0, y, 0);
    assertThat(
            largest(
                -100, 100, work, x -> x > 0 ? x : StrictMath.expm1(x), PointwiseErrorTest::ulps))
        .isLessThan(2);
  }

  @Test
  void ofErf() {
    Work work = (x, y) -> kernels.erf(PART, x, 0, y, 0);
    assertThat(largest(-20, 20, work, PointwiseErrorTest::erf, PointwiseErrorTest::ulps))
        .isLessThan(2);
  }

  @Test
  void ofFunctionsThatEndAsTheInput() {
    assertThat(
            largest(
                -87, // below, the logistic function has fewer digits
                100,
                (x, y) -> kernels.swish(PART, x, 0, y, 0),
                x -> x * sigmoid(x),
                PointwiseErrorTest::ulps))
        .isLessThan(3);
    assertThat(
            largest(
                -80,
                100,
                (x, y) -> kernels.mish(PART, x, 0, y, 0),
                x -> x * StrictMath.tanh(StrictMath.log1p(StrictMath.exp(x))),
                PointwiseErrorTest::ulps))
        .isLessThan(4);
    assertThat(
            largest(
                -20,
                20,
                (x, y) -> kernels.normal(PART, x, 0, y, 0),
                PointwiseErrorTest::below,
                (x, y, exact) -> Math.abs(y - exact)))
        .isLessThan(0x1p-23);
    assertThat(
            largest(
                -20,
                20,
                (x, y) -> kernels.geluTanh(PART, x, 0, y, 0),
                x -> x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)),
                PointwiseErrorTest::ofInput))
        .isLessThan(0x1p-22);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** The normal distribution. */
  private static double below(double x) {
    double half = x / Math.sqrt(2);
    return half < 0 ? erfc(-half) / 2 : 0.5 + erf(half) / 2;
  }

  /** {@code 2 / sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n + 1) / (1 * 3 * ... (2n + 1))}. */
  static double erf(double x) {
    if (Math.abs(x) > 3) {
      return Math.signum(x) * (1 - erfc(Math.abs(x)));
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 100; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  /** For {@code x >= 0}; above 3 the continued fraction {@code x + (1/2)/(x + 1/(x + (3/2)/...}. */
  static double erfc(double x) {
    if (x <= 3) {
      return 1 - erf(x);
    }
    double below = x;
    for (int n = 60; n > 0; n--) {
      below = x + n / 2.0 / below;
    }
    return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / below;
  }
}
