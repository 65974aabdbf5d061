package dev.convoy.job.pack;

import dev.convoy.job.StepClock;
import dev.convoy.job.report.RejectKinds;
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
 * @param attempt Spark's number of the task's attempt; -1 for a sum
 * @param rejectKinds why rejects were
 */
record PackResult(
    long images,
    long rejects,
    Map<String, TableCount> tables,
    Map<String, Long> times,
    long attempt,
    RejectKinds rejectKinds)
    implements Serializable {
  static PackResult empty() {
    return new PackResult(
        0, 0, new LinkedHashMap<>(), new LinkedHashMap<>(), -1, new RejectKinds());
  }

  PackResult plus(PackResult other) {
    RejectKinds allKinds = new RejectKinds();
    allKinds.add(rejectKinds);
    allKinds.add(other.rejectKinds);
    return new PackResult(
        images + other.images,
        rejects + other.rejects,
        TableCount.sum(tables, other.tables),
        StepClock.sum(times, other.times),
        -1,
        allKinds);
  }
}
