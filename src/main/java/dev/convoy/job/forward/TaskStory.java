package dev.convoy.job.forward;

import dev.convoy.job.report.RejectKinds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one task has to tell beyond its counts; small, however many images it did.
 *
 * @param attempt Spark's number of the task's attempt; -1 for no task
 */
record TaskStory(long attempt, RejectKinds rejects, List<Sampled> sampled) implements Serializable {
  /** Of no task. */
  static TaskStory none() {
    return new TaskStory(-1, new RejectKinds(), List.of());
  }

  TaskStory {
    sampled = new ArrayList<>(sampled);
  }
}
