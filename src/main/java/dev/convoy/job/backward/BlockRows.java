package dev.convoy.job.backward;

import dev.convoy.job.RunFailure;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts rows in the order of their ids into blocks: those whose ids share a block's range. */
final class BlockRows implements Iterator<List<CacheRow>> {
  private final Iterator<CacheRow> rows;
  private final BackwardSettings settings;
  private @Nullable CacheRow next;

  BlockRows(Iterator<CacheRow> rows, BackwardSettings settings) {
    this.rows = rows;
    this.settings = settings;
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
  public List<CacheRow> next() {
    List<CacheRow> block = new ArrayList<>();
    CacheRow row = next;
    if (row == null) {
      throw new java.util.NoSuchElementException();
    }
    long number = settings.blockOf(row.id());
    while (row != null && settings.blockOf(row.id()) == number) {
      block.add(row);
      CacheRow after = read();
      if (after != null && after.id() <= row.id()) {
        throw new RunFailure(
            after.id() == row.id()
                ? "forward cache: %s is there twice; run the forward job again"
                    .formatted(row.name())
                : "forward cache: %s came after %s".formatted(after.name(), row.name()));
      }
      row = after;
    }
    next = row;
    return block;
  }
}
