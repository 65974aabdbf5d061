package dev.convoy.job.memory;

/**
 * Bytes that live on an executor's heap while a run is at its peak.
 *
 * <pre>
 *   shared   Spark itself + weights + the broadcast's blocks of them + packed weights
 *   a task   batches and activations + rows being written + examples being read
 * </pre>
 *
 * @param weights of the network as they were read, and once more as blocks of the broadcast
 * @param packed weights in the order the kernels read them
 * @param runner a task's batch, activations and scratch
 * @param writing a task's row groups and rows
 * @param examples a task's examples and the picture being decoded
 */
public record MemoryNeeds(long weights, long packed, long runner, long writing, long examples) {
  /** Spark's own objects and ours that do not depend on the run; measured. */
  public static final long SPARK = 40_000_000;

  /** What tasks of an executor share. */
  public long shared() {
    return Math.addExact(SPARK, Math.addExact(Math.multiplyExact(2L, weights), packed));
  }

  /** What each task adds. */
  public long task() {
    return Math.addExact(runner, Math.addExact(writing, examples));
  }

  /** All of it. */
  public long live(int slots) {
    return Math.addExact(shared(), Math.multiplyExact(task(), (long) slots));
  }
}
