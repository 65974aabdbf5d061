package dev.convoy.compute.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both twins give the same bits, and touch nothing but what they are to set. */
class ArithmeticKernelsTest {
  private static final long SEED = 29;
  private static final int FRAME = 3;
  private static final int ROWS = 5;
  private static final int[] COUNTS = {1, 3, 7, 8, 15, 16, 17, 33, 64, 100};
  private static final float[] SPECIAL = {
    0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -1
  };

  private final ArithmeticKernels vector = Kernels.named("vector").arithmetic();
  private final ArithmeticKernels scalar = Kernels.named("scalar").arithmetic();
  private final Random random = new Random(SEED);

  private interface Work {
    void on(ArithmeticKernels kernels, float[] y);
  }

  private void assertTwins(String what, int count, Work work) {
    float[] ofVector = new float[ROWS * count + 2 * FRAME];
    Arrays.fill(ofVector, -77f);
    float[] ofScalar = ofVector.clone();
    work.on(vector, ofVector);
    work.on(scalar, ofScalar);
    assertThat(bits(ofVector)).as("%s, count %s", what, count).isEqualTo(bits(ofScalar));
    assertThat(ofVector[FRAME - 1]).isEqualTo(-77f);
    assertThat(ofVector[FRAME + ROWS * count]).isEqualTo(-77f);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }

  private float[] mixed(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      boolean special = random.nextInt(6) == 0;
      values[i] = special ? SPECIAL[random.nextInt(SPECIAL.length)] : (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfEveryForm(ArithmeticKernels.Operation op) {
    for (int n : COUNTS) {
      float[] a = mixed(ROWS * n + FRAME);
      float[] b = mixed(ROWS * n + FRAME);
      for (int step : new int[] {0, n}) {
        assertTwins("rows", n, (k, y) -> k.rows(op, ROWS, n, a, 1, n, b, 2, step, y, FRAME));
        assertTwins("rows", n, (k, y) -> k.rows(op, ROWS, n, a, 1, step, b, 2, n, y, FRAME));
        assertTwins(
            "left", n, (k, y) -> k.numberAndRows(op, ROWS, n, a, 1, 1, b, 2, step, y, FRAME));
        assertTwins(
            "right", n, (k, y) -> k.rowsAndNumber(op, ROWS, n, a, 1, step, b, 2, 1, y, FRAME));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void inPlace(ArithmeticKernels.Operation op) {
    int n = 19;
    float[] a = mixed(ROWS * n);
    float[] b = mixed(ROWS * n);
    float[] expected = new float[ROWS * n];
    vector.rows(op, ROWS, n, a, 0, n, b, 0, n, expected, 0);
    float[] left = a.clone();
    vector.rows(op, ROWS, n, left, 0, n, b, 0, n, left, 0);
    assertThat(bits(left)).isEqualTo(bits(expected));
    float[] right = b.clone();
    vector.rows(op, ROWS, n, a, 0, n, right, 0, n, right, 0);
    assertThat(bits(right)).isEqualTo(bits(expected));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void rectifiedRows(int slopeStep) {
    for (int n : COUNTS) {
      float[] x = mixed(ROWS * n + FRAME);
      float[] slope = mixed(ROWS * n + FRAME);
      assertTwins(
          "own slopes",
          n,
          (k, y) -> k.rectifiedRows(ROWS, n, x, 1, n, slope, 2, slopeStep * n, y, FRAME));
      assertTwins(
          "one slope",
          n,
          (k, y) -> k.rectifiedByNumber(ROWS, n, x, 1, n, slope, 2, slopeStep, y, FRAME));
    }
  }
}
