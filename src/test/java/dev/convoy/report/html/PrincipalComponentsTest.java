package dev.convoy.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalComponentsTest {
  private static final long SEED = 11;

  /** Points in a plane of a space of many dimensions, with a little noise around it. */
  private static float[][] plane(int n, int d, double[] a, double[] b) {
    Random random = new Random(SEED);
    double[] first = direction(d, random);
    double[] second = direction(d, random);
    double overlap = dot(first, second);
    for (int j = 0; j < d; j++) {
      second[j] -= overlap * first[j];
    }
    double length = Math.sqrt(dot(second, second));
    float[][] points = new float[n][d];
    for (int i = 0; i < n; i++) {
      a[i] = 10 * random.nextGaussian();
      b[i] = 3 * random.nextGaussian();
      for (int j = 0; j < d; j++) {
        points[i][j] =
            (float)
                (5 + a[i] * first[j] + b[i] * second[j] / length + 1e-3 * random.nextGaussian());
      }
    }
    return points;
  }

  private static double[] direction(int d, Random random) {
    double[] direction = random.doubles(d, -1, 1).toArray();
    double length = Math.sqrt(dot(direction, direction));
    for (int j = 0; j < d; j++) {
      direction[j] /= length;
    }
    return direction;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** Few and many points, of fewer and of more dimensions, both beyond what is decomposed. */
  @ParameterizedTest
  @CsvSource({"3,5", "50,2", "500,7", "40,900", "1000,700"})
  void findsThePlaneThatPointsWereMadeIn(int n, int d) {
    double[] a = new double[n];
    double[] b = new double[n];
    PrincipalComponents found = PrincipalComponents.of(plane(n, d, a, b)).orElseThrow();
    double between = 0;
    for (int i = 0; i < n; i++) { // distances stay what they were, whatever way the axes point
      int j = (i + 1) % n;
      double there = Math.hypot(a[i] - a[j], b[i] - b[j]);
      double here = Math.hypot(found.x()[i] - found.x()[j], found.y()[i] - found.y()[j]);
      assertThat(here)
          .as("points %s and %s of [%s, %s]", i, j, n, d)
          .isCloseTo(there, within(0.02 + 1e-3 * there));
      between += here;
    }
    assertThat(between).isPositive();
    assertThat(found.shares()[0] + found.shares()[1]).isBetween(0.999, 1.0 + 1e-9);
    assertThat(found.shares()[0]).isGreaterThanOrEqualTo(found.shares()[1]);
  }

  @Test
  void pointsThatAreAllTheSameHaveNone() {
    assertThat(PrincipalComponents.of(new float[9][4])).isEmpty();
    float[] tenth = {0.1f, 0.1f, 0.7f};
    assertThat(
            PrincipalComponents.of(new float[][] {tenth, tenth, tenth, tenth, tenth, tenth, tenth}))
        .isEmpty();
  }

  @Test
  void pointsOnALineHaveNoSecondDirection() {
    PrincipalComponents found =
        PrincipalComponents.of(new float[][] {{1}, {2}, {4}, {8}}).orElseThrow();
    assertThat(found.x()).containsExactly(new double[] {-2.75, -1.75, 0.25, 4.25}, within(1e-9));
    assertThat(found.y()).containsOnly(0);
    assertThat(found.shares()).containsExactly(1, 0);
  }
}
