package dev.convoy.job.pack;

import dev.convoy.store.TableCount;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a task of a pack run did.
 *
 * @param images files it was given
 * @param rejects of them rejected
 * @param tables what was written, by table
 * @param times nanoseconds by step
 */
record PackResult(
    long images, long rejects, Map<String, TableCount> tables, Map<String, Long> times)
    implements Serializable {
  static PackResult empty() {
    return new PackResult(0, 0, new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  PackResult plus(PackResult other) {
    Map<String, TableCount> allTables = new LinkedHashMap<>(tables);
    other.tables.forEach((name, count) -> allTables.merge(name, count, TableCount::plus));
    Map<String, Long> allTimes = new LinkedHashMap<>(times);
    other.times.forEach((step, nanos) -> allTimes.merge(step, nanos, Long::sum));
    return new PackResult(images + other.images, rejects + other.rejects, allTables, allTimes);
  }
}
