package dev.convoy.job.ledger;

import dev.convoy.job.input.Listed;
import dev.convoy.store.Column;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableWriter;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The rows that say which images are done, written by the task that did them.
 *
 * <pre>
 *   id        bigint   of its rows in the other tables
 *   path      string   relative to the input
 *   nth       int      1 for the first image of that path
 *   key       string   of its content and label when it was done
 *   rejected  int      1 if it became a reject, else 0
 * </pre>
 */
public final class LedgerTable {
  static final String ID = TableSchema.ID;
  static final String PATH = TableSchema.PATH;
  static final String NTH = "nth";
  static final String KEY = "key";
  static final String REJECTED = "rejected";

  private LedgerTable() {}

  /** Its columns. */
  public static TableSchema schema() {
    return TableSchema.of(
        Column.longs(ID),
        Column.strings(PATH),
        Column.ints(NTH),
        Column.strings(KEY),
        Column.ints(REJECTED));
  }

  /** Writes the rows of a slice that is done. */
  public static void write(TableWriter writer, List<Listed> done, Set<Long> rejectedIds)
      throws IOException {
    TableRow row = new TableRow(writer.schema());
    for (Listed one : done) {
      row.set(0, one.id())
          .set(1, one.path())
          .set(2, one.nth())
          .set(3, one.key())
          .set(4, rejectedIds.contains(one.id()) ? 1 : 0);
      writer.write(row);
    }
  }
}
