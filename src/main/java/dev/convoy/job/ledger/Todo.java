package dev.convoy.job.ledger;

import dev.convoy.job.input.ExampleOpener;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.Listed;
import dev.convoy.job.input.Ranges;
import dev.convoy.store.Column;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a run has to do: counts, and a table with a row for every image, in the input's order.
 *
 * @param gone images in the ledger that the input has no more
 * @param freeId id of the first new image, or {@link #IDS_OF_THE_INPUT}
 * @param table folder of the table; not there if nothing is to do
 * @param voidRows of changed images: a part of the tables, and the id there
 */
public record Todo(
    Counts counts, long gone, long freeId, String table, JavaPairRDD<String, Long> voidRows) {
  /** New images keep the id that the input gives them, since all done ones still have theirs. */
  static final long IDS_OF_THE_INPUT = -1;

  static final TableSchema SCHEMA =
      TableSchema.of(
          Column.longs("id"),
          Column.longs("position"),
          Column.strings("path"),
          Column.ints("nth"),
          Column.longs("size"),
          Column.ints("label"),
          Column.strings("key"),
          Column.ints("keepsId"));

  /** In the order in which {@link TodoSlice} reads them. */
  static final List<String> COLUMNS = SCHEMA.columns().stream().map(Column::name).toList();

  static void fill(TableRow row, Compared one) {
    Listed listed = one.listed();
    DoneRow done = one.done();
    row.set(0, done == null ? listed.id() : done.id())
        .set(1, listed.position())
        .set(2, listed.path())
        .set(3, listed.nth())
        .set(4, listed.size())
        .set(5, listed.label())
        .set(6, listed.key())
        .set(7, done == null ? 0 : 1);
  }

  /** Images of the input. */
  public long listed() {
    return counts.listed();
  }

  /** Of them, those that are not in the ledger. */
  public long fresh() {
    return counts.fresh();
  }

  /** Of them, those in the ledger with another key. */
  public long changed() {
    return counts.changed();
  }

  /** Images to do. */
  public long count() {
    return fresh() + changed();
  }

  /** Images that are done. */
  public long done() {
    return listed() - count();
  }

  /** Bytes of the images to do, where they are known. */
  public long bytes() {
    return counts.bytes();
  }

  /**
   * Cuts some of them into slices.
   *
   * @param rows of {@link #open}
   * @param first how many come before, from 0
   * @param parts at most so many slices
   */
  public List<ExampleSlice> slices(
      StoredTable rows, long first, long count, int parts, Broadcast<ExampleOpener> opener) {
    List<ExampleSlice> slices = new ArrayList<>();
    for (Ranges.Range range : Ranges.of(count, parts)) {
      long from = first + range.first();
      slices.add(new TodoSlice(from, rows.range(from, range.count()), freeId, opener));
    }
    return slices;
  }

  /** The table of images to do; there must be some. */
  public StoredTable open(Configuration conf) {
    return StoredTable.openScratch(table, conf);
  }
}
