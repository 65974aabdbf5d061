package dev.convoy.job.backward;

import dev.convoy.store.TableRange;
import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one task where a cache lies in the order of ids: rows of {@code range} whose blocks
 * are in {@code [firstBlock, endBlock)}. A block that begins in one part of the table and ends in
 * the next belongs to the first.
 *
 * @param range its own part of the table, and as many rows more as a block can have
 */
record BlockRange(TableRange range, long firstBlock, long endBlock) implements Serializable {

  /** The rows of its blocks among the ascending rows of its range. */
  Iterator<CacheRow> within(Iterator<CacheRow> rows, BackwardSettings settings) {
    return new Iterator<>() {
      private @Nullable CacheRow next = advance();

      private @Nullable CacheRow advance() {
        while (rows.hasNext()) {
          CacheRow row = rows.next();
          long block = settings.blockOf(row.id());
          if (block >= endBlock) {
            return null;
          }
          if (block >= firstBlock) {
            return row;
          }
        }
        return null;
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
        next = advance();
        return row;
      }
    };
  }
}
