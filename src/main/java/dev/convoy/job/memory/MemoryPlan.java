package dev.convoy.job.memory;

import dev.convoy.job.RunFailure;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run will take of an executor's heap. Where its memory is tight and nothing depends on how
 * many images are computed at once, they are fewer.
 *
 * @param images how many a task computes at once
 */
public record MemoryPlan(ImagesAtOnce images, int count, MemoryNeeds needs, ExecutorHeap heap) {
  /**
   * The share of a heap that may live at once: Java's parallel collector keeps a third of the heap
   * for young objects, and every collector needs room to work in.
   */
  static final double SHARE = 0.7;

  /** What a heap set to 1 counts as at least: the parallel collector's survivor space is not. */
  static final double COUNTED = 8.0 / 9;

  private static final double MEGABYTE = 1e6;
  private static final long STEP = 10L << 20;
  private static final long MOST_HEAP = 1L << 42;

  /** What a run takes with so many images at once on such a heap, which some parts fill. */
  @FunctionalInterface
  public interface Needs {
    MemoryNeeds of(int count, ExecutorHeap heap);
  }

  /**
   * Plans a run.
   *
   * @throws RunFailure if the heap is too small, with what would do
   */
  public static MemoryPlan of(ImagesAtOnce images, Needs needs, ExecutorHeap heap) {
    MemoryPlan plan = with(images, images.count(), needs, heap);
    if (plan.fits()) {
      return plan;
    }
    int smaller = largestThatFits(images, needs, heap);
    if (images.mayBeLess() && smaller > 0) {
      return with(images, smaller, needs, heap);
    }
    throw new RunFailure(plan.refusal(smaller, needs));
  }

  private static MemoryPlan with(ImagesAtOnce images, int count, Needs needs, ExecutorHeap heap) {
    return new MemoryPlan(images, count, needs.of(count, heap), heap);
  }

  /** 0 where even one image is too much. */
  private static int largestThatFits(ImagesAtOnce images, Needs needs, ExecutorHeap heap) {
    int[] counts = images.smaller();
    int fits = -1;
    int fails = counts.length;
    while (fails - fits > 1) {
      int middle = (fits + fails) / 2;
      if (with(images, counts[middle], needs, heap).fits()) {
        fits = middle;
      } else {
        fails = middle;
      }
    }
    return fits < 0 ? 0 : counts[fits];
  }

  /** Bytes that live on the heap at the run's peak. */
  public long live() {
    return needs.live(heap.slots());
  }

  /** Bytes that may live beside those. */
  public long free() {
    return Math.max(0, room() - live());
  }

  boolean fits() {
    return live() <= room();
  }

  private long room() {
    return (long) (heap.bytes() * SHARE);
  }

  private String refusal(int smaller, Needs needs) {
    return String.format(
        Locale.ROOT,
        "does not fit the executors' memory: %s need %s of heap, at most %s of %s may"
            + " be taken (%s); nothing was done. Any of these makes it fit:%n%s"
            + "  memory            %s%n"
            + "  tasks at a time   %s",
        images.describe(count),
        megabytes(live()),
        megabytes(room()),
        megabytes(heap.bytes()),
        parts(),
        sizeLine(smaller),
        String.format(Locale.ROOT, heap.memorySetting(), enough(needs)),
        slotsLine(needs));
  }

  private String sizeLine(int smaller) {
    if (images.setting().isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "  %-18s%s%n",
        images.setting(),
        smaller > 0
            ? images.setting() + ": " + smaller + images.remark()
            : "not alone: one image is too much");
  }

  /** The least heap that does, as Java and Spark take it. */
  private String enough(Needs needs) {
    long bytes = heap.bytes();
    MemoryPlan plan = this;
    while (!plan.fits() && bytes < MOST_HEAP) {
      bytes = Math.max((long) Math.ceil(plan.live() / SHARE) + 1, bytes + (STEP >> 3));
      plan = with(images, count, needs, heap.withBytes(bytes));
    }
    bytes = (long) (bytes / COUNTED);
    return (bytes + STEP - 1) / STEP * (STEP >> 20) + "m";
  }

  private String slotsLine(Needs needs) {
    for (int slots = heap.slots() - 1; slots > 0; slots--) {
      if (with(images, count, needs, heap.withSlots(slots)).fits()) {
        return String.format(Locale.ROOT, heap.slotsSetting(), slots);
      }
    }
    return "not alone: one task is too much";
  }

  private String parts() {
    String shared = words(Stream.of(MemoryPart.values()).filter(part -> !part.isATasks()));
    String task = words(Stream.of(MemoryPart.values()).filter(MemoryPart::isATasks));
    return String.format(
        Locale.ROOT, "%s, %d x %s a task: %s", shared, heap.slots(), megabytes(needs.task()), task);
  }

  private String words(Stream<MemoryPart> parts) {
    return parts.filter(needs::has).map(this::words).collect(Collectors.joining(", "));
  }

  private String words(MemoryPart part) {
    String bytes = megabytes(needs.of(part));
    return part.isATasks() ? bytes + " " + part.word() : part.word() + " " + bytes;
  }

  /** For a person, before the run. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s; %s of %s of an executor's heap (%s)",
        images.describe(count),
        megabytes(live()),
        megabytes(heap.bytes()),
        parts());
  }

  /** For {@code run.json}. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    if (!images.setting().isEmpty()) {
      values.put(images.setting(), count);
    }
    values.put("heapBytes", heap.bytes());
    values.put("slots", heap.slots());
    values.put("liveBytes", live());
    values.put("sharedBytes", needs.shared());
    values.put("taskBytes", needs.task());
    for (MemoryPart part : MemoryPart.values()) {
      if (needs.has(part)) {
        values.put(part.key(), needs.of(part));
      }
    }
    return values;
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.0f MB", bytes / MEGABYTE);
  }
}
