package dev.convoy.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/** Arrays for operator tests, and how close they must come. */
final class Arrays32 {
  /** Rounding of one float32 operation, relative. */
  static final double ROUNDING = 0x1p-24;

  /** For the rounding of inputs given in float64, and of the bias. */
  private static final double SLACK = 4;

  private static final int BEHIND = 3;

  private Arrays32() {}

  static float[] random(long count, Random random) {
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** From -7 to 7: sums of up to 300 000 products of two of them are exact in any order. */
  static float[] wholeNumbers(long count, Random random) {
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(15) - 7;
    }
    return values;
  }

  /** For outputs that an operator must set: what it leaves out shows. */
  static float[] filledWithNaN(long count) {
    float[] values = new float[Math.toIntExact(count)];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  /** The values in a longer array, as arrays are that serve one node after another. */
  static float[] withNaNBehind(float[] values) {
    float[] longer = filledWithNaN(values.length + BEHIND);
    System.arraycopy(values, 0, longer, 0, values.length);
    return longer;
  }

  /** One of equal parts, for instance one image of a batch. */
  static float[] part(int index, int parts, float[] values) {
    int length = values.length / parts;
    return Arrays.copyOfRange(values, index * length, (index + 1) * length);
  }

  /** {@code sum over i of a[i] * b[i]}, in double. */
  static double dot(float[] a, float[] b) {
    assertThat(a.length).isEqualTo(b.length);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  static double sumOfSizes(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
  }

  static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** Error bound of a sum of products: its length times the largest factors times the rounding. */
  static double tolerance(long reductionLength, float[] x, float[] w) {
    return SLACK * (reductionLength + 1) * ROUNDING * largest(x) * Math.max(1, largest(w));
  }

  static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  static void assertClose(String what, float[] actual, double[] expected, double tolerance) {
    assertThat(actual.length).as(what).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
        throw new AssertionError(
            "%s[%s]: found %s, expected %s, tolerance %s"
                .formatted(what, i, actual[i], expected[i], tolerance));
      }
    }
  }

  /** As {@link #assertClose} for an array that {@link #withNaNBehind} made: the NaN must stay. */
  static void assertSet(String what, float[] actual, double[] expected, double tolerance) {
    int length = expected.length;
    assertClose(what, Arrays.copyOf(actual, length), expected, tolerance);
    assertThat(Arrays.copyOfRange(actual, length, actual.length))
        .as("%s, behind it", what)
        .isEqualTo(filledWithNaN(BEHIND));
  }
}
