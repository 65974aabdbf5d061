package dev.convoy.compute.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both twins give the same bits, and touch nothing but what they are to set. */
class PointwiseKernelsTest {
  private static final long SEED = 19;
  private static final int FRAME = 5;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private static final PointwiseKernels VECTOR = Kernels.named("vector").pointwise();
  private static final PointwiseKernels SCALAR = Kernels.named("scalar").pointwise();

  /** Every function; its values at 0, at both infinities, and far from 0. */
  enum Function {
    EXP(1, 0, INFINITY, 0, INFINITY, PointwiseKernels::exp),
    SIGMOID(0.5f, 0, 1, 0, 1, PointwiseKernels::sigmoid),
    SWISH(0, Float.NaN, INFINITY, -0f, 200, PointwiseKernels::swish),
    TANH(0, -1, 1, -1, 1, PointwiseKernels::tanh),
    ELU(0, -2, INFINITY, -2, 300, (k, n, x, i, y, j) -> k.elu(n, 1.5f, 2f, 0.5f, x, i, y, j)),
    MISH(0, Float.NaN, INFINITY, -0f, 200, PointwiseKernels::mish),
    ERF(0, -1, 1, -1, 1, PointwiseKernels::erf),
    NORMAL(0.5f, 0, 1, 0, 1, PointwiseKernels::normal),
    GELU_TANH(0, Float.NaN, INFINITY, -0f, 200, PointwiseKernels::geluTanh);

    private final float[] special;
    private final Call call;

    Function(float zero, float low, float high, float atMinus200, float at200, Call call) {
      this.special = new float[] {zero, low, high, atMinus200, at200, Float.NaN};
      this.call = call;
    }
  }

  private interface Call {
    void on(PointwiseKernels kernels, int count, float[] x, int xAt, float[] y, int yAt);
  }

  @ParameterizedTest
  @EnumSource
  void twinsGiveTheSameBits(Function function) {
    Random random = new Random(SEED);
    for (int count : new int[] {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 100, 1023, 1024, 1025, 5000}) {
      float[] x = new float[count + 2 * FRAME];
      for (int i = 0; i < x.length; i++) {
        float any = Float.intBitsToFloat(random.nextInt());
        x[i] = random.nextInt(8) == 0 ? any : (float) random.nextGaussian() * 10;
      }
      float[] ofVector = new float[count + 3 * FRAME];
      Arrays.fill(ofVector, -77f);
      float[] ofScalar = ofVector.clone();
      function.call.on(VECTOR, count, x, FRAME, ofVector, FRAME + 2);
      function.call.on(SCALAR, count, x, FRAME, ofScalar, FRAME + 2);
      assertThat(bits(ofVector)).as("%s values, seed %s", count, SEED).isEqualTo(bits(ofScalar));
      assertThat(ofScalar[FRAME + 1]).isEqualTo(-77f);
      assertThat(ofScalar[FRAME + 2 + count]).isEqualTo(-77f);
      float[] inPlace = x.clone();
      function.call.on(VECTOR, count, inPlace, FRAME, inPlace, FRAME);
      assertThat(bits(Arrays.copyOfRange(inPlace, FRAME, FRAME + count)))
          .isEqualTo(bits(Arrays.copyOfRange(ofScalar, FRAME + 2, FRAME + 2 + count)));
    }
  }

  /** All NaN are alike. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }

  @ParameterizedTest
  @EnumSource
  void endsAreExact(Function function) {
    float[] x = {0, -INFINITY, INFINITY, -200, 200, Float.NaN};
    for (PointwiseKernels kernels : new PointwiseKernels[] {VECTOR, SCALAR}) {
      float[] y = new float[32];
      function.call.on(kernels, 32, Arrays.copyOf(x, 32), 0, y, 0);
      assertThat(Arrays.copyOf(y, 6)).isEqualTo(function.special);
    }
  }

  /** A float below the least normal one has fewer digits, and is still the nearest. */
  @Test
  void expEndsGradually() {
    float[] x = {88.7228f, -87.33655f, -95, -103.27893f, -103.97208f, -104.1f};
    float[] y = new float[x.length];
    for (PointwiseKernels kernels : new PointwiseKernels[] {VECTOR, SCALAR}) {
      kernels.exp(x.length, x, 0, y, 0);
      assertThat(y[0]).isFinite().isGreaterThan(3.4e38f);
      for (int i = 1; i < x.length; i++) {
        double exact = StrictMath.exp(x[i]);
        assertThat(Math.abs(y[i] - exact)).as("exp(%s)", x[i]).isLessThan(1.1 * Float.MIN_VALUE);
      }
      assertThat(y[2]).isGreaterThan(0f).isLessThan(Float.MIN_NORMAL);
      assertThat(y[5]).isZero();
    }
  }

  @Test
  void oddFunctionsKeepTheSignOfZero() {
    float[] x = new float[40];
    Arrays.fill(x, -0f);
    float[] y = new float[40];
    VECTOR.tanh(40, x, 0, y, 0);
    assertThat(bits(y)).isEqualTo(bits(x));
    VECTOR.erf(40, x, 0, y, 0);
    assertThat(bits(y)).isEqualTo(bits(x));
  }
}
