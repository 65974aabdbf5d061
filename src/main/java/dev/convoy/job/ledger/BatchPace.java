package dev.convoy.job.ledger;

/**
 * How many images the next batch has. A killed run loses the batch it was at, so batches are short
 * at first and grow: each as many images as are done already, but never more than take some
 * minutes, so that a run loses at most half of its work and never much.
 */
public final class BatchPace {
  private static final double LONGEST_SECONDS = 300;
  private static final int FIRST_PER_CORE = 64;

  private final long fixed;
  private final long least;
  private long done;
  private long lastCount;
  private double lastSeconds;

  private BatchPace(long fixed, long least) {
    this.fixed = fixed;
    this.least = least;
  }

  /** Batches of so many images. */
  public static BatchPace of(long images) {
    return new BatchPace(images, images);
  }

  /** Batches that grow. */
  public static BatchPace growing(int cores) {
    return new BatchPace(0, (long) FIRST_PER_CORE * cores);
  }

  /** Images of the next batch, where so many are left; at least 1. */
  public long next(long left) {
    if (fixed > 0) {
      return Math.min(fixed, left);
    }
    long count = Math.max(least, done);
    if (lastSeconds > 0) {
      double longest = LONGEST_SECONDS * lastCount / lastSeconds;
      count = Math.max(least, (long) Math.min(count, longest));
    }
    return left < count + count / 2 ? left : count; // no small batch at the end
  }

  /** A batch took so long. */
  public void took(long images, double seconds) {
    done += images;
    lastCount = images;
    lastSeconds = seconds;
  }
}
