package dev.convoy.job.forward;

import dev.convoy.job.StepClock;
import dev.convoy.network.RunnerPlan;
import dev.convoy.store.TableCount;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one task did: exact counts, since Spark takes each task's result once, whatever was tried
 * twice.
 *
 * @param images examples read
 * @param rejects of them rejected
 * @param labelled rows that had a label
 * @param correct of them, those whose largest logit was the label's
 * @param tables what was written, by table
 * @param times nanoseconds by step: read, decode, compute, write
 * @param kernels which micro-kernels ran
 * @param plan how the network was run, where it took most memory
 * @param story what it has to tell beyond that; a sum has none
 */
record SliceResult(
    long images,
    long rejects,
    long labelled,
    long correct,
    Map<String, TableCount> tables,
    Map<String, Long> times,
    Set<String> kernels,
    RunnerPlan plan,
    TaskStory story)
    implements Serializable {

  static SliceResult empty() {
    return new SliceResult(
        0,
        0,
        0,
        0,
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new TreeSet<>(),
        RunnerPlan.NONE,
        TaskStory.none());
  }

  long rows() {
    return images - rejects;
  }

  SliceResult plus(SliceResult other) {
    Set<String> allKernels = new TreeSet<>(kernels);
    allKernels.addAll(other.kernels);
    return new SliceResult(
        images + other.images,
        rejects + other.rejects,
        labelled + other.labelled,
        correct + other.correct,
        TableCount.sum(tables, other.tables),
        StepClock.sum(times, other.times),
        allKernels,
        plan.larger(other.plan),
        TaskStory.none());
  }
}
