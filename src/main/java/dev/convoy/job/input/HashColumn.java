package dev.convoy.job.input;

import dev.convoy.store.Column;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Lists the rows of a table by a column that tells what each contains; nothing else is read. */
final class HashColumn {
  /** Its name: hexadecimal SHA-256, as {@code job: pack} writes it. */
  static final String NAME = "hash";

  private static final String SIZE = "size";

  private HashColumn() {}

  static boolean isIn(StoredTable table) {
    return table.kind(NAME).equals(Optional.of(Column.Kind.STRING))
        && table.kind(SIZE).equals(Optional.of(Column.Kind.LONG));
  }

  /** The examples of some rows, on an executor. */
  static Iterator<Listed> list(TableSlice slice, Configuration conf) throws IOException {
    List<String> columns = new ArrayList<>(slice.carried());
    columns.add(NAME);
    columns.add(SIZE);
    List<Listed> listed = new ArrayList<>();
    try (TableRows rows = slice.range().open(columns, conf)) {
      long position = slice.first();
      while (rows.hasNext()) {
        listed.add(listed(slice, rows.next(), position++));
      }
    }
    return listed.iterator();
  }

  private static Listed listed(TableSlice slice, @Nullable Object[] cells, long position) {
    List<String> carried = slice.carried();
    Example example =
        slice.named(
            cell(cells, carried.indexOf(TableSchema.ID)),
            cell(cells, carried.indexOf(TableSchema.PATH)),
            cell(cells, carried.indexOf(TableSchema.LABEL)),
            position,
            cells[carried.size() + 1] instanceof Long size ? size : -1,
            new Example.Unreadable("not read"));
    String hash = cells[carried.size()] instanceof String text ? text : "none";
    return Listed.first(example, position, hash);
  }

  private static @Nullable Object cell(@Nullable Object[] cells, int at) {
    return at < 0 ? null : cells[at];
  }
}
