package dev.convoy.job.ledger;

import dev.convoy.job.input.Listed;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An image of the input beside its row in the ledger.
 *
 * @param done null where it has none
 */
record Compared(Listed listed, @Nullable DoneRow done, State state) implements Serializable {
  enum State {
    DONE,
    NEW,
    CHANGED
  }

  /**
   * Compares a share of all images: some paths, of which both sides are whole.
   *
   * @param listed in no order
   * @param done in no order
   */
  static Iterator<Compared> of(
      Iterator<Listed> listed, Iterator<DoneRow> done, Missing.Rejected rejected) {
    Map<String, List<DoneRow>> doneByPath = new HashMap<>();
    done.forEachRemaining(
        row -> doneByPath.computeIfAbsent(row.path(), path -> new ArrayList<>(1)).add(row));
    Map<String, List<Listed>> listedByPath = new HashMap<>();
    listed.forEachRemaining(
        one -> listedByPath.computeIfAbsent(one.path(), path -> new ArrayList<>(1)).add(one));
    return listedByPath.entrySet().stream()
        .flatMap(
            path ->
                samePath(
                    path.getValue(), doneByPath.getOrDefault(path.getKey(), List.of()), rejected))
        .iterator();
  }

  private static Stream<Compared> samePath(
      List<Listed> listed, List<DoneRow> done, Missing.Rejected rejected) {
    listed.sort(Comparator.comparingLong(Listed::position));
    List<Compared> compared = new ArrayList<>(listed.size());
    for (int i = 0; i < listed.size(); i++) {
      Listed one = listed.get(i).asNth(i + 1);
      DoneRow row = done.stream().filter(d -> d.nth() == one.nth()).findFirst().orElse(null);
      compared.add(new Compared(one, row, state(one, row, rejected)));
    }
    return compared.stream();
  }

  private static State state(Listed listed, @Nullable DoneRow done, Missing.Rejected rejected) {
    if (done == null) {
      return State.NEW;
    }
    boolean retried = done.rejected() && rejected == Missing.Rejected.RETRY;
    return done.key().equals(listed.key()) && !retried ? State.DONE : State.CHANGED;
  }

  /** Whether the input now gives another id than it had when it was done. */
  boolean hasMoved() {
    return done != null && done.id() != listed.id();
  }
}
