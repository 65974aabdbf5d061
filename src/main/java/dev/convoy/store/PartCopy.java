package dev.convoy.store;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Writes the files of a part again without some rows, within a running Spark task. */
public final class PartCopy {
  private final TaskTables tables;
  private final Configuration conf;

  private PartCopy(TaskTables tables, Configuration conf) {
    this.tables = tables;
    this.conf = conf;
  }

  /**
   * Copies one part of every table.
   *
   * @param slice as {@link TaskTables#open}
   * @param voidIds rows with one of these are left out
   * @return the new part
   */
  public static LedgerPart copy(
      CommitPlan plan, int slice, LedgerPart part, Set<Long> voidIds, Configuration conf)
      throws IOException {
    try (TaskTables tables = TaskTables.open(plan, slice, conf)) {
      PartCopy copy = new PartCopy(tables, conf);
      for (TableTarget target : plan.targets()) {
        if (part.count(target.name()).files() > 0) {
          copy.copy(target, new Path(target.folder(), part.file()).toString(), voidIds);
        }
      }
      Map<String, TableCount> counts = tables.commit();
      return new LedgerPart(plan.fileName(slice), counts);
    }
  }

  private void copy(TableTarget target, String file, Set<Long> voidIds) throws IOException {
    TableWriter writer = tables.table(target.name());
    TableSchema schema = writer.schema();
    List<String> columns = schema.columns().stream().map(Column::name).toList();
    int idAt = columns.indexOf(TableSchema.ID);
    TableRow row = new TableRow(schema);
    StoredTable table = StoredTable.open(file, conf);
    try (TableRows rows = table.range(0, table.rows()).open(columns, conf)) {
      while (rows.hasNext()) {
        @Nullable Object[] cells = rows.next();
        if (cells[idAt] instanceof Long id && !voidIds.contains(id)) {
          for (int column = 0; column < cells.length; column++) {
            set(row, column, cells[column]);
          }
          writer.write(row);
        }
      }
    }
  }

  private static void set(TableRow row, int column, @Nullable Object cell) {
    if (cell == null) {
      row.setNull(column);
    } else if (cell instanceof Long number) {
      row.set(column, number.longValue());
    } else if (cell instanceof String text) {
      row.set(column, text);
    } else if (cell instanceof byte[] bytes) {
      row.set(column, bytes);
    } else {
      row.set(column, (float[]) cell, 0);
    }
  }
}
