package dev.convoy.job;

import dev.convoy.job.input.Example;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableSchema;
import java.io.Serializable;

/**
 * An example that is set aside.
 *
 * @param size bytes as stored; -1 where unknown
 * @param stage that failed: read, decode, preprocess, memory, timeout
 * @param place in its slice, from 0
 */
public record Reject(long id, String path, long size, String stage, String reason, int place)
    implements Serializable {
  public static Reject of(Example example, int place, String stage, String reason) {
    return new Reject(example.id(), example.path(), example.size(), stage, reason, place);
  }

  /** Its row in a table of {@link TableSchema#rejects}. */
  public TableRow row() {
    return new TableRow(TableSchema.rejects())
        .set(0, id)
        .set(1, path)
        .set(2, size)
        .set(3, stage)
        .set(4, reason);
  }

  /** What ends a run that is to end at the first of them. */
  public RunFailure failure() {
    return new RunFailure(
        "%s (%s bytes): %s: %s; set onBadImage: reject to go on without it"
            .formatted(path, size, stage, reason));
  }

  /** The same with another reason. */
  public Reject with(String otherReason) {
    return new Reject(id, path, size, stage, otherReason, place);
  }
}
