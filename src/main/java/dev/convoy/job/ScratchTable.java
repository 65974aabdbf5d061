package dev.convoy.job;

import dev.convoy.store.BatchCommit;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.StoreException;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRange;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableWriter;
import dev.convoy.store.TaskTables;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a run writes down for itself, and reads again: what is computed from a table is the
 * same however often Spark computes it, which cannot be said of a look into a folder.
 */
public final class ScratchTable {
  private ScratchTable() {}

  /** Sets all cells of a row from a value. */
  @FunctionalInterface
  public interface Filler<T> extends Serializable {
    void fill(TableRow row, T value);
  }

  /** Makes a value from a row's cells. */
  @FunctionalInterface
  public interface Maker<T> extends Serializable {
    T make(@Nullable Object[] cells);
  }

  /**
   * Writes rows, one file for each partition, in their order.
   *
   * @param folder not there yet
   */
  public static <T> StoredTable write(
      JavaRDD<T> rows, TableSchema schema, Filler<T> filler, String folder) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(rows.context());
    Configuration hadoop = sc.hadoopConfiguration();
    Broadcast<SerializableConfiguration> conf = sc.broadcast(new SerializableConfiguration(hadoop));
    try (BatchCommit commit = BatchCommit.scratch(folder, schema, hadoop)) {
      CommitPlan plan = commit.plan();
      rows.foreachPartition(values -> write(values, filler, plan, conf.value().value()));
      commit.commit();
      return StoredTable.openScratch(folder, hadoop);
    } finally {
      conf.destroy();
    }
  }

  /** On an executor. */
  private static <T> void write(
      Iterator<T> values, Filler<T> filler, CommitPlan plan, Configuration conf)
      throws IOException {
    int slice = TaskContext.getPartitionId();
    if (!values.hasNext() && slice > 0) {
      return;
    }
    try (TaskTables tables = TaskTables.open(plan, slice, conf)) {
      TableWriter writer = tables.table(plan.targets().get(0).name());
      TableRow row = new TableRow(writer.schema());
      while (values.hasNext()) {
        filler.fill(row, values.next());
        writer.write(row);
      }
      tables.commit();
    }
  }

  /** Reads rows again, in their order; a partition for each row group. */
  public static <T> JavaRDD<T> read(
      JavaSparkContext sc, StoredTable table, List<String> columns, Maker<T> maker) {
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    List<TableRange> ranges = new ArrayList<>();
    long first = 0;
    for (long rows : table.groupRows()) {
      ranges.add(table.range(first, rows));
      first += rows;
    }
    return sc.parallelize(ranges, Math.max(1, ranges.size()))
        .flatMap(range -> read(range, columns, maker, conf.value().value()));
  }

  /** On an executor. */
  private static <T> Iterator<T> read(
      TableRange range, List<String> columns, Maker<T> maker, Configuration conf) {
    TableRows rows = range.open(columns, conf);
    TaskContext.get()
        .addTaskCompletionListener(
            ended -> {
              try {
                rows.close();
              } catch (IOException e) {
                throw new StoreException("a table cannot be closed: " + e.getMessage(), e);
              }
            });
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public T next() {
        return maker.make(rows.next());
      }
    };
  }
}
