package dev.convoy.job.ledger;

import java.io.Serializable;

/**
 * How many images are in which state.
 *
 * @param listed images of the input
 * @param fresh of them not in the ledger
 * @param changed of them in the ledger with another key
 * @param moved of them in the ledger under another id than the input gives them now
 * @param bytes of the fresh and changed ones, where known
 */
public record Counts(long listed, long fresh, long changed, long moved, long bytes)
    implements Serializable {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  Counts plus(Compared one) {
    return new Counts(
        listed + 1,
        fresh + (one.state() == Compared.State.NEW ? 1 : 0),
        changed + (one.state() == Compared.State.CHANGED ? 1 : 0),
        moved + (one.hasMoved() ? 1 : 0),
        bytes + (one.state() == Compared.State.DONE ? 0 : Math.max(0, one.listed().size())));
  }

  Counts plus(Counts other) {
    return new Counts(
        listed + other.listed,
        fresh + other.fresh,
        changed + other.changed,
        moved + other.moved,
        bytes + other.bytes);
  }
}
