package dev.convoy.job.memory;

import dev.convoy.job.RunFailure;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a run will take of an executor's heap. Where its memory is tight and the user named no batch
 * size, batches are smaller: results are the same for any.
 *
 * @param batchSize images per call of the network
 */
public record MemoryPlan(int batchSize, MemoryNeeds needs, ExecutorHeap heap) {
  /** The batch size where nobody says another, and memory is not tight. */
  public static final int LARGEST_CHOSEN = 16;

  /**
   * The share of a heap that may live at once: Java's parallel collector keeps a third of the heap
   * for young objects, and every collector needs room to work in.
   */
  static final double SHARE = 0.7;

  private static final double MEGABYTE = 1e6;
  private static final long STEP = 10L << 20;

  /**
   * Plans a run.
   *
   * @param written the job file's batch size, or 0 to choose one
   * @param needs of a batch size
   * @throws RunFailure if the heap is too small, with what would do
   */
  public static MemoryPlan of(int written, IntFunction<MemoryNeeds> needs, ExecutorHeap heap) {
    int batchSize = written > 0 ? written : LARGEST_CHOSEN;
    MemoryPlan plan = new MemoryPlan(batchSize, needs.apply(batchSize), heap);
    if (plan.fits()) {
      return plan;
    }
    int smaller = largestThatFits(batchSize, needs, heap);
    if (written == 0 && smaller > 0) {
      return new MemoryPlan(smaller, needs.apply(smaller), heap);
    }
    throw new RunFailure(plan.refusal(smaller));
  }

  /** 0 where even one image is too much. */
  private static int largestThatFits(
      int batchSize, IntFunction<MemoryNeeds> needs, ExecutorHeap heap) {
    int fits = 0;
    int fails = batchSize;
    while (fails - fits > 1) {
      int middle = (fits + fails) / 2;
      if (new MemoryPlan(middle, needs.apply(middle), heap).fits()) {
        fits = middle;
      } else {
        fails = middle;
      }
    }
    return fits;
  }

  /** Bytes that live on the heap at the run's peak. */
  public long live() {
    return needs.live(heap.slots());
  }

  boolean fits() {
    return live() <= room();
  }

  private long room() {
    return (long) (heap.bytes() * SHARE);
  }

  private int slotsThatFit() {
    return (int) Math.max(0, (room() - needs.shared()) / Math.max(1, needs.task()));
  }

  private String refusal(int smallerBatch) {
    // of -Xmx, a JVM may count up to a fifteenth less as its heap: one survivor space
    long bytes = (long) (live() / SHARE * 16 / 15);
    String enough = (bytes + STEP - 1) / STEP * (STEP >> 20) + "m";
    int slots = slotsThatFit();
    return String.format(
        Locale.ROOT,
        "does not fit the executors' memory: batches of %d need %s of heap, at most %s of %s may"
            + " be taken (%s); nothing was done. Any of these makes it fit:%n"
            + "  batchSize         %s%n"
            + "  memory            %s%n"
            + "  tasks at a time   %s",
        batchSize,
        megabytes(live()),
        megabytes(room()),
        megabytes(heap.bytes()),
        parts(),
        smallerBatch > 0 ? "batchSize: " + smallerBatch : "not alone: one image is too much",
        String.format(Locale.ROOT, heap.memorySetting(), enough),
        slots > 0
            ? String.format(Locale.ROOT, heap.slotsSetting(), slots)
            : "not alone: one task is too much");
  }

  private String parts() {
    return String.format(
        Locale.ROOT,
        "Spark %s, weights %s, packed %s, %d x %s a task: %s to compute, %s to write, %s to read",
        megabytes(MemoryNeeds.SPARK),
        megabytes(2 * needs.weights()),
        megabytes(needs.packed()),
        heap.slots(),
        megabytes(needs.task()),
        megabytes(needs.runner()),
        megabytes(needs.writing()),
        megabytes(needs.examples()));
  }

  /** For a person, before the run. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "batches of %d; %s of %s of an executor's heap (%s)",
        batchSize,
        megabytes(live()),
        megabytes(heap.bytes()),
        parts());
  }

  /** For {@code run.json}. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("batchSize", batchSize);
    values.put("heapBytes", heap.bytes());
    values.put("slots", heap.slots());
    values.put("liveBytes", live());
    values.put("sharedBytes", needs.shared());
    values.put("weightBytes", needs.weights());
    values.put("packedBytes", needs.packed());
    values.put("taskBytes", needs.task());
    values.put("runnerBytes", needs.runner());
    values.put("writingBytes", needs.writing());
    values.put("exampleBytes", needs.examples());
    return values;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.0f MB", bytes / MEGABYTE);
  }
}
