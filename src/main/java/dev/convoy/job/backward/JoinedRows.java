package dev.convoy.job.backward;

import dev.convoy.job.RunFailure;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
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
    CacheRow cache = null;
    CacheRow given = null;
    for (long id = row.id(); row != null && row.id() == id; row = next) {
      if ((row.cached() ? cache : given) != null) {
        throw new RunFailure(
            (row.cached() ? "forward cache: " : "gradOutput: ")
                + row.name()
                + " is there twice; needed once");
      }
      cache = row.cached() ? row : cache;
      given = row.cached() ? given : row;
      next = read();
    }
    if (cache == null || given == null) {
      return cache == null ? Objects.requireNonNull(given) : cache;
    }
    return cache.with(given.upstream());
  }
}
