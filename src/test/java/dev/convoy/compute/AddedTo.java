package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/**
 * An array of gradients that an operator adds to, somewhere in the middle: full of noise, so that
 * what is set instead of added shows, and what is written beside its place as well.
 */
record AddedTo(float[] before, float[] array, int at, int length) {
  private static final int FLOATS_BEFORE = 5;
  private static final int FLOATS_BEHIND = 35; // more than a register tile is wide

  static AddedTo noise(long length, Random random) {
    float[] before = Arrays32.random(FLOATS_BEFORE + length + FLOATS_BEHIND, random);
    return new AddedTo(before, before.clone(), FLOATS_BEFORE, Math.toIntExact(length));
  }

  /**
   * Asserts that just {@code addition} was added.
   *
   * @param tolerance for sums of one more term than the operator adds
   */
  void assertAdded(String what, double[] addition, double tolerance) {
    assertThat(addition.length).as(what).isEqualTo(length);
    double[] expected = Arrays32.widened(before);
    for (int i = 0; i < length; i++) {
      expected[at + i] += addition[i];
    }
    assertClose(what, array, expected, tolerance);
    assertUntouched(what, 0, at);
    assertUntouched(what, at + length, array.length);
  }

  private void assertUntouched(String what, int from, int to) {
    assertThat(Arrays.copyOfRange(array, from, to))
        .as("%s, around it", what)
        .isEqualTo(Arrays.copyOfRange(before, from, to));
  }
}
