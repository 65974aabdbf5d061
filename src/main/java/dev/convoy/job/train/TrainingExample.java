package dev.convoy.job.train;

import dev.convoy.job.Reject;
import java.io.Serializable;

/**
 * An example as training holds it in memory: decoded and normalised, or the reason why it is not.
 *
 * @param position place in the shuffled order
 * @param id as the input tells it
 * @param size bytes as stored; -1 where unknown
 * @param input what the network takes; empty for a reject
 * @param stage where a reject failed; empty for others
 */
record TrainingExample(
    long position,
    long id,
    String path,
    long size,
    int label,
    float[] input,
    String stage,
    String reason)
    implements Serializable {

  boolean isReject() {
    return !stage.isEmpty();
  }

  /** As reports tell of it. */
  Reject asReject() {
    return new Reject(id, path, size, stage, reason, 0);
  }

  /** For messages: {@code id 17 (cats/17.png)}. */
  String name() {
    return "id " + id + " (" + path + ")";
  }
}
