package dev.convoy.compute.micro;

import java.util.Arrays;

/**
 * The taps of a window that all pixels of a run see, in the order they are summed in: where the
 * channels of their inputs and of their weights begin, in floats.
 *
 * <p>Offsets of inputs are those of the run's first pixel and relative to where the caller says the
 * array begins; likewise those of weights. Grows as needed; not thread-safe.
 */
public final class Taps {
  private int[] inputAt = new int[9];
  private int[] weightAt = new int[9];
  private int count;

  /** Takes all taps out. */
  public void clear() {
    count = 0;
  }

  /** Puts one behind the others. */
  public void add(int inputOffset, int weightOffset) {
    if (count == inputAt.length) {
      inputAt = Arrays.copyOf(inputAt, 2 * count);
      weightAt = Arrays.copyOf(weightAt, 2 * count);
    }
    inputAt[count] = inputOffset;
    weightAt[count++] = weightOffset;
  }

  public int count() {
    return count;
  }

  /** Whether they lie {@code step} floats apart, one after the other; true of one tap. */
  boolean areInStep(int step) {
    int at = 1;
    while (at < count && inputAt[at] - inputAt[at - 1] == step) {
      at++;
    }
    return at == count;
  }

  /** Whether they are three rows of three taps, {@code step} floats apart in a row. */
  boolean areThreeByThree(int step) {
    return count == 9 && areThree(0, step) && areThree(3, step) && areThree(6, step);
  }

  private boolean areThree(int first, int step) {
    return inputAt[first + 1] - inputAt[first] == step
        && inputAt[first + 2] - inputAt[first + 1] == step;
  }

  int[] inputAt() {
    return inputAt;
  }

  int[] weightAt() {
    return weightAt;
  }
}
