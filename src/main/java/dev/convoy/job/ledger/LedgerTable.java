package dev.convoy.job.ledger;

import dev.convoy.job.input.Listed;
import dev.convoy.store.Column;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

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
  private static final TableSchema SCHEMA =
      TableSchema.of(
          Column.longs(TableSchema.ID),
          Column.strings(TableSchema.PATH),
          Column.ints("nth"),
          Column.strings("key"),
          Column.ints("rejected"));

  private LedgerTable() {}

  /** Its columns. */
  public static TableSchema schema() {
    return SCHEMA;
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

  /** The rows of one of its files, on an executor. */
  static Iterator<DoneRow> read(String file, Configuration conf) throws IOException {
    List<DoneRow> done = new ArrayList<>();
    StoredTable table = StoredTable.open(file, conf);
    String name = new Path(file).getName();
    List<String> columns = SCHEMA.columns().stream().map(Column::name).toList();
    try (TableRows rows = table.range(0, table.rows()).open(columns, conf)) {
      while (rows.hasNext()) {
        done.add(DoneRow.of(rows.next(), name));
      }
    }
    return done.iterator();
  }
}
