package dev.convoy.job.train;

import java.io.Serializable;

/**
 * How examples are dealt: once, by a seeded shuffle, to as many lanes as a batch has blocks; then
 * every step takes one block from each lane, in an order of the lane that is drawn anew each epoch.
 *
 * <pre>
 *   lane 0:  [block][block][block]...     step s is the s-th block of every lane; its blocks are
 *   lane 1:  [block][block][block]...     the leaves of the tree of the one sum, lane by lane
 *   ...
 * </pre>
 *
 * <p>So a lane stays on one executor for the whole training, no example moves between epochs, and
 * nothing depends on how many executors there are.
 *
 * @param examples in the input, rejects included
 * @param lanes blocks of a batch
 * @param blockSize examples of a block
 */
record Dealing(long examples, int lanes, int blockSize, long seed) implements Serializable {
  private static final long DEAL = 1;
  private static final long EPOCH = 2;

  /** The shuffled place of the example at {@code index} of the input. */
  Permutation deal() {
    return new Permutation(examples, Permutation.seed(seed, DEAL));
  }

  int laneOf(long position) {
    return (int) (position % lanes);
  }

  /** The order of a lane's examples in an epoch. */
  Permutation order(int lane, int epoch, int laneSize) {
    return new Permutation(laneSize, Permutation.seed(seed, EPOCH, epoch, lane));
  }

  /** Steps of an epoch in which the largest lane has so many examples. */
  long steps(long largestLane) {
    return (largestLane + blockSize - 1) / blockSize;
  }
}
