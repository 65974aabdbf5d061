package dev.convoy.job.memory;

import java.util.stream.IntStream;

/**
 * How many images a task computes at once, and what a user may set instead.
 *
 * @param noun what they are called: batches, blocks
 * @param setting of the job file
 * @param remark behind a smaller number, for what it changes; may be empty
 * @param count of images; the largest where the plan may choose
 * @param mayBeLess whether the plan may choose fewer, since nothing depends on it
 * @param multiple a number that all counts divide; 0 for any count
 */
public record ImagesAtOnce(
    String noun, String setting, String remark, int count, boolean mayBeLess, int multiple) {
  /** The batch size where nobody says another, and memory is not tight. */
  public static final int LARGEST_CHOSEN = 16;

  /**
   * Batches of a network's forward pass; results are the same for any size.
   *
   * @param written the job file's batch size, or 0 to choose one
   */
  public static ImagesAtOnce batches(int written) {
    return new ImagesAtOnce(
        "batches", "batchSize", "", written > 0 ? written : LARGEST_CHOSEN, written == 0, 0);
  }

  /**
   * Blocks of the one sum, whose last bits depend on them.
   *
   * @param batchSize which is cut into blocks evenly; 0 where nothing is
   */
  public static ImagesAtOnce blocks(int blockSize, int batchSize) {
    return new ImagesAtOnce(
        "blocks", "blockSize", " (changes the sums' last bits)", blockSize, false, batchSize);
  }

  /** Where tasks take one image after the other. */
  public static ImagesAtOnce one() {
    return new ImagesAtOnce("images", "", "", 1, false, 0);
  }

  /** For a person: {@code batches of 8}. */
  String describe(int some) {
    return setting.isEmpty() ? "one image at a time" : noun + " of " + some;
  }

  /** Smaller counts, in order. */
  int[] smaller() {
    return IntStream.range(1, count).filter(n -> multiple == 0 || multiple % n == 0).toArray();
  }
}
