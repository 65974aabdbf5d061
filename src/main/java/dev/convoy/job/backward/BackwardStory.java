package dev.convoy.job.backward;

import dev.convoy.job.StepClock;
import dev.convoy.job.sum.LossSum;
import dev.convoy.store.TableCount;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What one task did beside its sum.
 *
 * @param images examples summed
 * @param correct of them, those whose largest score was the label's; 0 without labels
 * @param tables what was written, by table
 * @param times nanoseconds by step: read, compute, write
 * @param kernels which micro-kernels ran
 * @param attempt Spark's number of the task's attempt; -1 for a sum
 */
record BackwardStory(
    long images,
    LossSum loss,
    long correct,
    LinkedHashMap<String, TableCount> tables,
    LinkedHashMap<String, Long> times,
    TreeSet<String> kernels,
    long attempt)
    implements Serializable {

  static BackwardStory empty() {
    return new BackwardStory(
        0, LossSum.ZERO, 0, new LinkedHashMap<>(), new LinkedHashMap<>(), new TreeSet<>(), -1);
  }

  BackwardStory plus(BackwardStory other) {
    TreeSet<String> allKernels = new TreeSet<>(kernels);
    allKernels.addAll(other.kernels);
    return new BackwardStory(
        images + other.images,
        loss.plus(other.loss),
        correct + other.correct,
        TableCount.sum(tables, other.tables),
        StepClock.sum(times, other.times),
        allKernels,
        -1);
  }

  /** Seconds that tasks spent in a step. */
  double seconds(String step) {
    Map<String, Long> known = times;
    return known.getOrDefault(step, 0L) / 1e9;
  }
}
