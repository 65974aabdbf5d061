package dev.convoy.job.memory;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/** Bytes that live on an executor's heap while a run is at its peak, part by part. */
public final class MemoryNeeds {
  /** Spark's own objects and ours that do not depend on the run; measured. */
  public static final long SPARK = 40_000_000;

  private final Map<MemoryPart, Long> bytes;

  private MemoryNeeds(Map<MemoryPart, Long> bytes) {
    this.bytes = bytes;
  }

  /** What any run takes. */
  public static MemoryNeeds ofSpark() {
    return new MemoryNeeds(new EnumMap<>(Map.of(MemoryPart.SPARK, SPARK)));
  }

  /** The same and so much more of a part. */
  public MemoryNeeds plus(MemoryPart part, long more) {
    Map<MemoryPart, Long> all = new EnumMap<>(bytes);
    all.merge(part, more, Math::addExact);
    return new MemoryNeeds(all);
  }

  /** Of one part; 0 where the run has no such. */
  public long of(MemoryPart part) {
    return bytes.getOrDefault(part, 0L);
  }

  boolean has(MemoryPart part) {
    return bytes.containsKey(part);
  }

  /** What tasks of an executor share. */
  public long shared() {
    return sum(part -> !part.isATasks());
  }

  /** What each task adds. */
  public long task() {
    return sum(MemoryPart::isATasks);
  }

  private long sum(Predicate<MemoryPart> which) {
    return Arrays.stream(MemoryPart.values())
        .filter(which)
        .mapToLong(this::of)
        .reduce(0, Math::addExact);
  }

  /** All of it. */
  public long live(int slots) {
    return Math.addExact(shared(), Math.multiplyExact(task(), (long) slots));
  }

  /** Of two stages of a run that follow one another, the one that takes more. */
  public MemoryNeeds orMore(MemoryNeeds other, int slots) {
    return other.live(slots) > live(slots) ? other : this;
  }
}
