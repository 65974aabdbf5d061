package dev.convoy.job.input;

import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Lists the examples of a container, such as an IDX file or a table, by reading them: the key of an
 * example is the hash of its content.
 */
final class SliceListing implements ExampleListing {
  private static final int MOST_TASKS = 10_000;

  private final ExampleSource source;
  private final List<ExampleSlice> slices;

  /**
   * A listing.
   *
   * @param slices all of the source's examples, in order; what is read where one of them is wanted
   */
  SliceListing(ExampleSource source, List<ExampleSlice> slices) {
    this.source = source;
    this.slices = List.copyOf(slices);
  }

  @Override
  public Dataset<Row> rows(SparkSession spark, String work) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    JavaRDD<Row> rows =
        sc.parallelize(slices, Math.min(slices.size(), MOST_TASKS))
            .flatMap(slice -> rows(slice, conf.value().value()));
    return spark.createDataFrame(rows, SCHEMA);
  }

  /** On an executor. */
  private static Iterator<Row> rows(ExampleSlice slice, Configuration conf) throws IOException {
    ExampleReader reader = slice.open(conf);
    return new Iterator<>() {
      private long position = slice.first();

      @Override
      public boolean hasNext() {
        boolean more = reader.hasNext();
        if (!more) {
          close(reader);
        }
        return more;
      }

      @Override
      public Row next() {
        Example example = reader.next();
        return RowFactory.create(
            position++,
            example.id(),
            example.path(),
            example.size(),
            example.label(),
            ContentKey.of(example));
      }
    };
  }

  private static void close(ExampleReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ExampleOpener opener() {
    return new SliceOpener(slices);
  }

  @Override
  public Content content() {
    return source.content();
  }

  @Override
  public Optional<Shape> shape() {
    return source.shape();
  }

  @Override
  public boolean labelled() {
    return source.labelled();
  }

  @Override
  public String describe() {
    return source.describe();
  }
}
