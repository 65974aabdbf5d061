package dev.convoy.report.html;

import java.util.Comparator;
import java.util.Map;

/**
 * One attempt of a task, as it went.
 *
 * @param id unique in the run
 * @param stage what it belonged to, in words
 * @param index of the task within its stage
 * @param attempt from 0
 * @param executor where it ran, for instance {@code executor 1}
 * @param startMillis since the epoch
 * @param endMillis since the epoch, not before the start
 * @param images it did; 0 where it did no images, or was not counted
 * @param nanos of its steps, in their order; empty where it did no images
 * @param error why it failed or was ended; empty for one that was done
 */
public record TaskAttempt(
    long id,
    String stage,
    int index,
    int attempt,
    String executor,
    long startMillis,
    long endMillis,
    Outcome outcome,
    boolean speculative,
    long images,
    Map<String, Long> nanos,
    String error) {
  static final Comparator<TaskAttempt> BY_START =
      Comparator.comparingLong(TaskAttempt::startMillis).thenComparingLong(TaskAttempt::id);

  /** How an attempt ended. */
  public enum Outcome {
    DONE,
    FAILED,
    /** Another attempt was faster, or the run was ended. */
    ENDED
  }

  double seconds() {
    return (endMillis - startMillis) / 1e3;
  }

  boolean isDone() {
    return outcome == Outcome.DONE;
  }

  /** The step that took longest; empty where none was measured. */
  String longestStep() {
    return nanos.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  double share(String step) {
    double all = nanos.values().stream().mapToDouble(Long::doubleValue).sum();
    return all > 0 ? nanos.getOrDefault(step, 0L) / all : 0;
  }
}
