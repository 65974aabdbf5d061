package dev.convoy.job.backward;

import dev.convoy.job.RunFailure;
import dev.convoy.store.FloatBytes;
import dev.convoy.store.StoreException;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRange;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** Reads rows of caches and of upstream gradients, within a Spark task that closes the files. */
final class CacheReader {
  private CacheReader() {}

  /** Forward caches with the given tensors. */
  static Iterator<CacheRow> caches(TableRange range, List<String> tensors, Configuration conf) {
    List<String> columns =
        new ArrayList<>(List.of(TableSchema.ID, TableSchema.PATH, TableSchema.LABEL));
    columns.addAll(tensors);
    return read(range, columns, conf, cells -> cache(cells, tensors));
  }

  private static CacheRow cache(@Nullable Object[] cells, List<String> names) {
    long id = cells[0] instanceof Long number ? number : -1;
    String path = cells[1] instanceof String text ? text : "";
    int label = cells[2] instanceof Long number ? number.intValue() : -1;
    byte[][] tensors = new byte[names.size()][];
    for (int i = 0; i < tensors.length; i++) {
      if (!(cells[3 + i] instanceof byte[] bytes)) {
        throw new RunFailure(
            "forward cache: id %s has nothing in column %s".formatted(id, names.get(i)));
      }
      tensors[i] = bytes;
    }
    return new CacheRow(id, path, label, true, tensors, new float[0]);
  }

  /** Upstream gradients with the ids of their examples. */
  static Iterator<CacheRow> upstream(TableRange range, String column, Configuration conf) {
    return read(range, List.of(TableSchema.ID, column), conf, CacheReader::upstreamRow);
  }

  private static CacheRow upstreamRow(@Nullable Object[] cells) {
    long id = cells[0] instanceof Long number ? number : -1;
    if (cells[1] instanceof byte[] bytes) {
      return CacheRow.ofUpstream(id, floats(id, bytes));
    }
    if (cells[1] instanceof float[] floats) {
      return CacheRow.ofUpstream(id, floats);
    }
    throw new RunFailure("gradOutput: the gradient of id " + id + " is null");
  }

  private static float[] floats(long id, byte[] cell) {
    try {
      return FloatBytes.toFloats(cell);
    } catch (IllegalArgumentException e) {
      throw new RunFailure("gradOutput: the gradient of id " + id + ": " + e.getMessage(), e);
    }
  }

  private static Iterator<CacheRow> read(
      TableRange range,
      List<String> columns,
      Configuration conf,
      Function<@Nullable Object[], CacheRow> toRow) {
    TableRows rows = range.open(columns, conf);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(rows));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        try {
          return rows.hasNext();
        } catch (StoreException e) {
          throw new RunFailure(e.getMessage(), e);
        }
      }

      @Override
      public CacheRow next() {
        try {
          return toRow.apply(rows.next());
        } catch (StoreException e) {
          throw new RunFailure(e.getMessage(), e);
        }
      }
    };
  }

  private static void close(TableRows rows) {
    try {
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts a table into neighbouring parts of about equal size. */
  static List<TableRange> parts(StoredTable table, List<Long> firstRows) {
    List<TableRange> parts = new ArrayList<>();
    for (int i = 0; i < firstRows.size(); i++) {
      long from = firstRows.get(i);
      long to = i + 1 < firstRows.size() ? firstRows.get(i + 1) : table.rows();
      parts.add(table.range(from, to - from));
    }
    return parts;
  }
}
