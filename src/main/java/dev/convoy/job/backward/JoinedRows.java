package dev.convoy.job.backward;

import dev.convoy.job.RunFailure;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Joins each cache, in the order of ids, with the upstream gradient beside it. */
final class JoinedRows implements Iterator<CacheRow> {
  private final Iterator<CacheRow> rows;
  private @Nullable CacheRow next;

  JoinedRows(Iterator<CacheRow> rows) {
    this.rows = rows;
    this.next = read();
  }

  private @Nullable CacheRow read() {
    return rows.hasNext() ? rows.next() : null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public CacheRow next() {
    CacheRow row = next;
    if (row == null) {
      throw new NoSuchElementException();
    }
    next = read();
    CacheRow other = next;
    if (other == null || other.id() != row.id()) {
      return row;
    }
    if (row.cached() == other.cached()) {
      throw new RunFailure(
          (row.cached() ? "forward cache: " : "gradOutput: ")
              + row.name()
              + " is there twice; needed once");
    }
    next = read();
    return row.cached() ? row.with(other.upstream()) : other.with(row.upstream());
  }
}
