package dev.convoy.store;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads tables through Spark SQL in small batches: with Spark's own 4096 rows, a batch of fat rows
 * alone exceeds the memory of an executor.
 */
public final class Tables {
  private static final String BATCH_ROWS = "spark.sql.parquet.columnarReaderBatchSize";
  private static final long BATCH_BYTES = 16L << 20;
  private static final int SMALL_CELL_BYTES = 32;
  private static final int MOST_BATCH_ROWS = 4096;

  private Tables() {}

  /**
   * The rows of a folder that a run has finished. Within a file they are sorted by id, and the
   * order of files is that of their names; Spark itself may read files in any order, so sort by id
   * where order matters.
   *
   * <p>Spark takes the batch size from the session alone, so the rows belong to a session of their
   * own beside {@code spark}, with its settings.
   *
   * @throws StoreException as {@link Manifest#read}
   */
  public static Dataset<Row> read(SparkSession spark, String folder) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    Manifest manifest = Manifest.read(folder, conf);
    SparkSession own = spark.newSession();
    scala.collection.immutable.Map<String, String> settings = spark.conf().getAll();
    settings.foreachEntry(
        (key, value) -> {
          if (spark.conf().isModifiable(key)) {
            own.conf().set(key, value);
          }
          return value;
        });
    own.conf().set(BATCH_ROWS, batchRows(manifest));
    return own.read().parquet(folder);
  }

  static long batchRows(Manifest manifest) {
    long rowBytes = 1;
    for (Manifest.ColumnEntry column : manifest.columns()) {
      rowBytes += SMALL_CELL_BYTES + tensorBytes(column);
    }
    return Math.max(1, Math.min(MOST_BATCH_ROWS, BATCH_BYTES / rowBytes));
  }

  private static long tensorBytes(Manifest.ColumnEntry column) {
    Manifest.TensorEntry tensor = column.tensor();
    return tensor == null
        ? 0
        : tensor.shape().stream()
            .mapToLong(Integer::longValue)
            .reduce(Float.BYTES, (a, b) -> a * b);
  }
}
