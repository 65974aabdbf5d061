package dev.convoy.job.ledger;

import dev.convoy.job.ScratchTable;
import dev.convoy.job.input.ExampleListing;
import dev.convoy.store.Ledger;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Compares what an input lists with what a ledger holds. Both are joined by path in tasks, so that
 * neither has to fit the memory of one process.
 *
 * <pre>
 *   listed, in the ledger, same key       done
 *   listed, in the ledger, another key    changed: its rows are void, and it is to do again
 *   listed, not in the ledger             new: to do
 *   in the ledger, not listed             gone: its rows stay
 * </pre>
 */
public final class Missing {
  private static final int ROWS_PER_TASK = 50_000;
  private static final int MOST_LEDGER_TASKS = 10_000;

  private final JavaSparkContext sc;
  private final List<String> ledgerFiles;
  private final long ledgerRows;
  private final String work;

  private Missing(JavaSparkContext sc, List<String> ledgerFiles, long ledgerRows, String work) {
    this.sc = sc;
    this.ledgerFiles = ledgerFiles;
    this.ledgerRows = ledgerRows;
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
      JavaSparkContext sc, ExampleListing listing, Ledger ledger, Rejected rejected, String work) {
    long rows = ledger.total(Ledger.TABLE).rows();
    return new Missing(sc, ledger.files(), rows, work).find(listing, rejected);
  }

  /** Everything an input lists, where nothing is done. */
  public static Todo all(JavaSparkContext sc, ExampleListing listing, String work) {
    return new Missing(sc, List.of(), 0, work).find(listing, Rejected.KEEP);
  }

  private Todo find(ExampleListing listing, Rejected rejected) {
    JavaRDD<Compared> compared = compare(listing, rejected);
    Counts counts = compared.aggregate(Counts.NONE, Counts::plus, Counts::plus);
    long known = counts.listed() - counts.fresh();
    long gone = ledgerRows - known;
    boolean inputsIds = counts.moved() == 0 && gone == 0;
    long freeId = inputsIds ? Todo.IDS_OF_THE_INPUT : lastId() + 1;
    if (counts.fresh() + counts.changed() > 0) {
      JavaRDD<Compared> missing =
          compared
              .filter(one -> one.state() != Compared.State.DONE)
              .sortBy(one -> one.listed().position(), true, compared.getNumPartitions());
      ScratchTable.write(missing, Todo.SCHEMA, Todo::fill, work + "/todo");
    }
    JavaPairRDD<String, Long> voidRows =
        compared
            .filter(one -> one.state() == Compared.State.CHANGED)
            .map(Compared::done)
            .mapToPair(row -> new Tuple2<>(row.file(), row.id()));
    return new Todo(counts, gone, freeId, work + "/todo", voidRows);
  }

  private JavaRDD<Compared> compare(ExampleListing listing, Rejected rejected) {
    ExampleListing.Rows rows = listing.rows(sc, work);
    long all = rows.count() + ledgerRows;
    int tasks = (int) Math.max(sc.defaultParallelism(), all / ROWS_PER_TASK);
    HashPartitioner byPath = new HashPartitioner(tasks);
    return rows.all()
        .mapToPair(one -> new Tuple2<>(one.path(), one))
        .partitionBy(byPath)
        .values()
        .zipPartitions(
            done().mapToPair(row -> new Tuple2<>(row.path(), row)).partitionBy(byPath).values(),
            (listed, done) -> Compared.of(listed, done, rejected));
  }

  private JavaRDD<DoneRow> done() {
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    int tasks = Math.max(1, Math.min(ledgerFiles.size(), MOST_LEDGER_TASKS));
    return sc.parallelize(ledgerFiles, tasks)
        .flatMap(file -> LedgerTable.read(file, conf.value().value()));
  }

  private long lastId() {
    return done().map(DoneRow::id).fold(-1L, Math::max);
  }
}
