package dev.convoy.job.ledger;

import java.io.Serializable;

/** How many images are in which state. */
record Counts(long listed, long fresh, long changed, long moved) implements Serializable {
  static final Counts NONE = new Counts(0, 0, 0, 0);

  Counts plus(Compared one) {
    return new Counts(
        listed + 1,
        fresh + (one.state() == Compared.State.NEW ? 1 : 0),
        changed + (one.state() == Compared.State.CHANGED ? 1 : 0),
        moved + (one.hasMoved() ? 1 : 0));
  }

  Counts plus(Counts other) {
    return new Counts(
        listed + other.listed, fresh + other.fresh, changed + other.changed, moved + other.moved);
  }
}
