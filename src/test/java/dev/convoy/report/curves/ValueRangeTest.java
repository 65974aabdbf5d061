package dev.convoy.report.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValueRangeTest {
  @Test
  void valuesHaveAMarginAboveAndBelow() {
    ValueRange range = ValueRange.around(new double[] {3, 1, 2}, 100);

    assertThat(range.low()).isCloseTo(0.9, within(1e-12));
    assertThat(range.high()).isCloseTo(3.1, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2.3, 0.0", // steps of 0.2 to 0.5
    "0.4, 0.95, 0.0", // of 0.1
    "0.5, 0.8, 0.00", // of 0.05
    "0.991, 0.9915, 0.0000", // of 0.0001
    "1, 9, 0",
    "20, 3000, 0",
    "1, 200000, 0.######E0"
  })
  void labelsHaveTheDecimalsOfTheirSteps(double min, double max, String pattern) {
    assertThat(ValueRange.around(new double[] {min, max}, Double.MAX_VALUE).pattern())
        .isEqualTo(pattern);
  }

  /** XChart looks for ten decimals of a step, and adds it until it has passed the whole range. */
  @ParameterizedTest
  @MethodSource("extremeValues")
  void everyRangeCanBeDivided(double[] values) {
    ValueRange range = ValueRange.around(values, Double.MAX_VALUE);

    double size = Math.max(Math.abs(range.low()), Math.abs(range.high()));
    assertThat(range.high() - range.low()).isFinite().isGreaterThan(1e-8).isGreaterThan(size / 2e4);
    assertThat(range.pattern()).hasSizeLessThan(12);
    for (double value : values) {
      assertThat(value).isBetween(range.low(), range.high());
    }
  }

  static Stream<double[]> extremeValues() {
    return Stream.of(
        new double[] {},
        new double[] {0},
        new double[] {Double.MIN_VALUE, 1e-200},
        new double[] {1e-5, 2e-5},
        new double[] {1, Math.nextUp(1.0)},
        new double[] {1e9, 1e9 + 1e-3},
        new double[] {0, Float.MAX_VALUE},
        new double[] {-Float.MAX_VALUE, Float.MAX_VALUE},
        new double[] {Float.MAX_VALUE, Float.MAX_VALUE});
  }

  @Test
  void anAccuracyOfOneHasNoRoomForALabelAbove() {
    ValueRange range = ValueRange.around(new double[] {1, 1}, 1);

    assertThat(range.low()).isLessThan(0.96);
    assertThat(range.high()).isBetween(1.0001, 1.005); // labels stand 0.01 apart
  }
}
