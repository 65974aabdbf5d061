package dev.convoy.job.sum;

/**
 * What the one sum holds on its way, in bytes.
 *
 * @param length floats of an array
 * @param tasks that sum
 */
public record SumMemory(int length, int tasks) {
  /** A gradient in the making, and one whose place in the tree is free again. */
  private static final int BESIDE_THE_TREE = 1;

  /** An array travels as bytes, in a result that holds them once more. */
  private static final int TRAVELLING = 2;

  private long arrayBytes() {
    return (long) length * Float.BYTES;
  }

  /**
   * Of a task, or of one that joins slices if that is more.
   *
   * @param blocks that it sums, at most
   */
  public long taskBytes(long blocks) {
    int levels = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, blocks));
    long summing = (levels + BESIDE_THE_TREE) * arrayBytes();
    if (isJoinedOnTheDriver()) {
      return summing + TRAVELLING * arrayBytes();
    }
    return Math.max(summing, TRAVELLING * OneSum.JOINER_BYTES);
  }

  /** Of the driver: the arrays that it joins, or slices of one; the sum, and its parts by name. */
  public long driverBytes() {
    long arrays = isJoinedOnTheDriver() ? tasks * arrayBytes() : arrayBytes();
    return 2 * arrays + 2 * arrayBytes();
  }

  private boolean isJoinedOnTheDriver() {
    return tasks * arrayBytes() <= OneSum.DRIVER_BYTES;
  }
}
