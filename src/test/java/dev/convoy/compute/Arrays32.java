package dev.convoy.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/** Arrays for operator tests, and how close they must come. */
final class Arrays32 {
  /** Rounding of one float32 operation, relative. */
  private static final double ROUNDING = 0x1p-24;

  /** For the rounding of inputs given in float64, and of the bias. */
  private static final double SLACK = 4;

  private Arrays32() {}

  static float[] random(long count, Random random) {
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** For outputs that an operator must set: what it leaves out shows. */
  static float[] filledWithNaN(long count) {
    float[] values = new float[Math.toIntExact(count)];
    Arrays.fill(values, Float.NaN);
    return values;
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
}
