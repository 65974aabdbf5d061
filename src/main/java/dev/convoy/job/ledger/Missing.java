package dev.convoy.job.ledger;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.convoy.job.input.ExampleListing;
import dev.convoy.store.Ledger;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Compares what an input lists with what a ledger holds. Both are tables that Spark joins by path,
 * so that neither has to fit the memory of one process.
 *
 * <pre>
 *   listed, in the ledger, same key       done
 *   listed, in the ledger, another key    changed: its rows are void, and it is to do again
 *   listed, not in the ledger             new: to do
 *   in the ledger, not listed             gone: its rows stay
 * </pre>
 */
public final class Missing {
  private static final String OLD_KEY = "oldKey";
  private static final String OLD_REJECTED = "oldRejected";
  static final String STATE = "state";
  private static final String DONE = "done";
  private static final String NEW = "new";
  static final String CHANGED = "changed";

  private static final StructType NOTHING_DONE =
      new StructType()
          .add(LedgerTable.PATH, DataTypes.StringType)
          .add(LedgerTable.NTH, DataTypes.IntegerType)
          .add(Todo.OLD_ID, DataTypes.LongType)
          .add(OLD_KEY, DataTypes.StringType)
          .add(OLD_REJECTED, DataTypes.IntegerType)
          .add(Todo.OLD_FILE, DataTypes.StringType);

  private final SparkSession spark;
  private final Ledger ledger;
  private final String work;

  private Missing(SparkSession spark, Ledger ledger, String work) {
    this.spark = spark;
    this.ledger = ledger;
    this.work = work;
  }

  /** What to do about images that were rejected before. */
  public enum Rejected {
    /** They are done. */
    KEEP,
    /** They are to do again, as if they had changed. */
    RETRY
  }

  /**
   * Compares, and writes down what is to do.
   *
   * @param work a folder for tables on the way
   */
  public static Todo find(
      SparkSession spark, ExampleListing listing, Ledger ledger, Rejected rejected, String work) {
    return new Missing(spark, ledger, work).find(listing, rejected);
  }

  private Todo find(ExampleListing listing, Rejected rejected) {
    Dataset<Row> compared = compare(listing, rejected);
    Row counts =
        compared
            .agg(
                count(lit(1)),
                sum(when(col(STATE).equalTo(NEW), 1L).otherwise(0L)),
                sum(when(col(STATE).equalTo(CHANGED), 1L).otherwise(0L)),
                sum(when(col(Todo.OLD_ID).notEqual(col(Todo.ID)), 1L).otherwise(0L)))
            .first();
    long listed = counts.getLong(0);
    long fresh = listed == 0 ? 0 : counts.getLong(1);
    long changed = listed == 0 ? 0 : counts.getLong(2);
    long moved = listed == 0 ? 0 : counts.getLong(3);
    long gone = ledger.total(Ledger.TABLE).rows() - (listed - fresh);
    long freeId = moved == 0 && gone == 0 ? Todo.IDS_OF_THE_INPUT : lastId() + 1;
    String todo = work + "/todo";
    if (fresh + changed > 0) {
      compared
          .filter(col(STATE).notEqual(DONE))
          .sort(ExampleListing.POSITION)
          .select(Todo.COLUMNS.stream().map(name -> col(name)).toArray(Column[]::new))
          .write()
          .option("compression", "zstd")
          .parquet(todo);
    }
    return new Todo(listed, fresh, changed, gone, freeId, todo, work + "/compared");
  }

  /** Written down at once: what comes after must see one listing, though files come and go. */
  private Dataset<Row> compare(ExampleListing listing, Rejected rejected) {
    Column same = col(OLD_KEY).equalTo(col(ExampleListing.KEY));
    if (rejected == Rejected.RETRY) {
      same = same.and(col(OLD_REJECTED).equalTo(0));
    }
    String compared = work + "/compared";
    listed(listing)
        .join(
            done(),
            scala.jdk.javaapi.CollectionConverters.asScala(List.of(Todo.PATH, Todo.NTH)).toSeq(),
            "left")
        .withColumn(
            STATE,
            when(col(Todo.OLD_ID).isNull(), NEW)
                .otherwise(when(coalesce(same, lit(false)), DONE).otherwise(CHANGED)))
        .write()
        .option("compression", "zstd")
        .parquet(compared);
    return spark.read().parquet(compared);
  }

  private Dataset<Row> listed(ExampleListing listing) {
    return listing
        .rows(spark, work)
        .withColumn(
            Todo.NTH,
            row_number().over(Window.partitionBy(Todo.PATH).orderBy(ExampleListing.POSITION)));
  }

  private Dataset<Row> done() {
    if (ledger.files().isEmpty()) {
      return spark.createDataFrame(List.of(), NOTHING_DONE);
    }
    return ledgerRows()
        .select(
            col(LedgerTable.PATH),
            col(LedgerTable.NTH),
            col(LedgerTable.ID).as(Todo.OLD_ID),
            col(LedgerTable.KEY).as(OLD_KEY),
            col(LedgerTable.REJECTED).as(OLD_REJECTED),
            col("_metadata.file_name").as(Todo.OLD_FILE));
  }

  private Dataset<Row> ledgerRows() {
    List<String> files = ledger.files();
    return spark.read().schema(LedgerTable.schema().struct()).parquet(files.toArray(String[]::new));
  }

  private long lastId() {
    return ledgerRows().agg(coalesce(max(col(LedgerTable.ID)), lit(-1L))).first().getLong(0);
  }
}
