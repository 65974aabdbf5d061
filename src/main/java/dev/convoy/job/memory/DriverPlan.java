package dev.convoy.job.memory;

import dev.convoy.job.RunFailure;
import java.util.Locale;
import java.util.Map;

/**
 * What a run takes of the driver's heap where the executors have others.
 *
 * @param live bytes that live there at the run's peak
 * @param heap its largest size
 */
public record DriverPlan(long live, long heap) {
  private static final long STEP = 10L << 20;

  /**
   * Plans a run on this JVM.
   *
   * @param own what the run takes beside Spark's own objects
   * @throws RunFailure if the heap is too small, with what would do
   */
  public static DriverPlan of(long own) {
    return of(own, Runtime.getRuntime().maxMemory());
  }

  static DriverPlan of(long own, long heap) {
    DriverPlan plan = new DriverPlan(Math.addExact(MemoryNeeds.SPARK, own), heap);
    if (plan.live > heap * MemoryPlan.SHARE) {
      throw new RunFailure(plan.refusal());
    }
    return plan;
  }

  private String refusal() {
    long enough = (long) (live / MemoryPlan.SHARE / MemoryPlan.COUNTED);
    return String.format(
        Locale.ROOT,
        "does not fit the driver's memory: the run needs %s of heap there, at most %s of %s may be"
            + " taken; nothing was done. --driver-memory %sm makes it fit",
        MemoryPlan.megabytes(live),
        MemoryPlan.megabytes((long) (heap * MemoryPlan.SHARE)),
        MemoryPlan.megabytes(heap),
        (enough + STEP - 1) / STEP * (STEP >> 20));
  }

  /** For a person, behind the executors' plan. */
  public String describe() {
    return "; driver " + MemoryPlan.megabytes(live) + " of " + MemoryPlan.megabytes(heap);
  }

  /** For {@code run.json}, beside the executors' plan. */
  public Map<String, Object> values() {
    return Map.of("driverLiveBytes", live, "driverHeapBytes", heap);
  }
}
