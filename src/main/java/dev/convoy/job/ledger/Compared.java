package dev.convoy.job.ledger;

import dev.convoy.job.input.Listed;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

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

  /** All images of one path. */
  static Iterator<Compared> of(
      Tuple2<Iterable<Listed>, Iterable<DoneRow>> samePath, Missing.Rejected rejected) {
    List<Listed> listed = new ArrayList<>();
    samePath._1().forEach(listed::add);
    listed.sort(Comparator.comparingLong(Listed::position));
    Map<Integer, DoneRow> done = new HashMap<>();
    samePath._2().forEach(row -> done.put(row.nth(), row));
    List<Compared> compared = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      Listed nth = listed.get(i).asNth(i + 1);
      DoneRow row = done.get(i + 1);
      compared.add(new Compared(nth, row, state(nth, row, rejected)));
    }
    return compared.iterator();
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
