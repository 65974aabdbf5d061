package dev.convoy.job.ledger;

import static org.apache.spark.sql.functions.col;

import dev.convoy.job.input.ExampleListing;
import dev.convoy.job.input.ExampleOpener;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.Ranges;
import dev.convoy.store.StoredTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a run has to do: counts, and a table with a row for every image, in the input's order.
 *
 * @param listed images of the input
 * @param fresh of them not in the ledger
 * @param changed of them in the ledger with another key
 * @param gone images in the ledger that the input has no more
 * @param freeId id of the first new image, or {@link #IDS_OF_THE_INPUT}
 * @param table folder of the table; not there if nothing is to do
 * @param compared folder of the comparison, done images too
 */
public record Todo(
    long listed, long fresh, long changed, long gone, long freeId, String table, String compared) {
  /** New images keep the id that the input gives them, since all done ones still have theirs. */
  static final long IDS_OF_THE_INPUT = -1;

  static final String ID = ExampleListing.ID;
  static final String PATH = ExampleListing.PATH;
  static final String NTH = LedgerTable.NTH;
  static final String OLD_ID = "oldId";
  static final String OLD_FILE = "oldFile";

  /** In the order in which {@link TodoSlice} reads them. */
  static final List<String> COLUMNS =
      List.of(
          ID,
          OLD_ID,
          ExampleListing.POSITION,
          PATH,
          NTH,
          ExampleListing.SIZE,
          ExampleListing.LABEL,
          ExampleListing.KEY);

  /** Images to do. */
  public long count() {
    return fresh + changed;
  }

  /** Images that are done. */
  public long done() {
    return listed - count();
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
    return StoredTable.open(table, conf);
  }

  /** The rows of changed images: file of the ledger, and id. */
  Dataset<Row> voidRows(SparkSession spark) {
    return spark
        .read()
        .parquet(compared)
        .filter(col(Missing.STATE).equalTo(Missing.CHANGED))
        .select(col(OLD_FILE), col(OLD_ID));
  }
}
