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
import org.apache.spark.util.SerializableConfiguration;

/**
 * Lists the examples of a container, such as an IDX file or a table. The key of an example is the
 * hash of its content: read, unless the table has it in a column.
 */
final class SliceListing implements ExampleListing {
  private static final int MOST_TASKS = 10_000;

  private final ExampleSource source;
  private final List<ExampleSlice> slices;
  private final Keys keys;

  /** Where keys come from. */
  enum Keys {
    /** The hash of what is read. */
    OF_CONTENT,
    /** A column of the table: {@link HashColumn}. */
    OF_THE_TABLE
  }

  /**
   * A listing.
   *
   * @param slices all of the source's examples, in order; what is read where one of them is wanted
   */
  SliceListing(ExampleSource source, List<ExampleSlice> slices, Keys keys) {
    this.source = source;
    this.slices = List.copyOf(slices);
    this.keys = keys;
  }

  @Override
  public Rows rows(JavaSparkContext sc, String work) {
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    Keys shared = keys;
    JavaRDD<Listed> all =
        sc.parallelize(slices, Math.min(slices.size(), MOST_TASKS))
            .flatMap(slice -> list(slice, shared, conf.value().value()));
    return new Rows(all, source.count());
  }

  /** On an executor. */
  private static Iterator<Listed> list(ExampleSlice slice, Keys keys, Configuration conf)
      throws IOException {
    if (keys == Keys.OF_THE_TABLE) {
      return HashColumn.list((TableSlice) slice, conf);
    }
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
      public Listed next() {
        Example example = reader.next();
        return Listed.first(example, position++, ContentHash.of(example.payload()));
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

  @Override
  public long readerBytes() {
    return source.readerBytes();
  }
}
