package dev.convoy.job.ledger;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image that is done, as the ledger has it.
 *
 * @param file of the ledger, and of the rows in the other tables
 */
record DoneRow(long id, String path, int nth, String key, boolean rejected, String file)
    implements Serializable {
  static DoneRow of(@Nullable Object[] cells, String file) {
    return new DoneRow(
        number(cells[0]),
        text(cells[1]),
        (int) number(cells[2]),
        text(cells[3]),
        number(cells[4]) == 1,
        file);
  }

  private static long number(@Nullable Object cell) {
    return (Long) Objects.requireNonNull(cell);
  }

  private static String text(@Nullable Object cell) {
    return (String) Objects.requireNonNull(cell);
  }
}
