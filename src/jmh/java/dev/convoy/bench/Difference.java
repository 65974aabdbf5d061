package dev.convoy.bench;

import dev.convoy.tensor.Check;
import java.util.List;

/** How far two results are apart, as a part of the largest value. */
final class Difference {
  private Difference() {}

  /**
   * Of several pairs of arrays the largest difference.
   *
   * @param expected may be longer than what was computed; {@code found} says how long
   */
  static double largest(List<float[]> expected, List<float[]> found) {
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, relative(expected.get(i), found.get(i)));
    }
    return largest;
  }

  private static double relative(float[] expected, float[] found) {
    Check.length("expected", expected, found.length);
    double difference = 0;
    double largest = Float.MIN_NORMAL;
    for (int i = 0; i < found.length; i++) {
      Check.that(
          Float.isFinite(expected[i]) && Float.isFinite(found[i]),
          "output %s: found %s and %s, needs finite numbers",
          i,
          expected[i],
          found[i]);
      difference = Math.max(difference, Math.abs((double) expected[i] - found[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return difference / largest;
  }
}
