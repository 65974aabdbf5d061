package dev.convoy.job.ledger;

import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleListing;
import dev.convoy.job.input.ExampleOpener;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.Listed;
import dev.convoy.job.input.Ranges;
import dev.convoy.store.BatchCommit;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.GrowingOutput;
import dev.convoy.store.Ledger;
import dev.convoy.store.LedgerPart;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableTarget;
import dev.convoy.store.TaskTables;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Compares a listing with an empty ledger, and cuts all of it into batches; then with a ledger of
 * as many images. In a heap that could not hold either.
 *
 * <pre>
 *   mvn -q -Pbench test-compile exec:exec -Dbench=dev.convoy.job.ledger.ManyKeysBenchmark \
 *       -Dbench.heap=1g -Dbench.arguments="10000000"
 * </pre>
 */
public final class ManyKeysBenchmark {
  private static final int PARTS = 100;
  private static final long SLICE_IMAGES = 50_000;

  private ManyKeysBenchmark() {}

  /** The number of images as its one argument. */
  public static void main(String[] arguments) throws IOException {
    long count = Long.parseLong(arguments[0]);
    SparkConf conf =
        new SparkConf()
            .setMaster(System.getProperty("bench.master", "local[2]"))
            .setAppName("many keys")
            .set("spark.ui.enabled", "false")
            .set("spark.local.dir", "target/spark-local");
    Path folder = Files.createTempDirectory(Path.of("target"), "many-keys");
    try (JavaSparkContext sc = new JavaSparkContext(conf)) {
      sc.setLogLevel("ERROR");
      TableTarget target =
          new TableTarget(Ledger.TABLE, folder.resolve("ledger").toString(), LedgerTable.schema());
      try (GrowingOutput output =
          GrowingOutput.open(List.of(target), Map.of(), new Configuration())) {
        long begin = System.nanoTime();
        String work = output.workFolder() + "/new";
        Todo all =
            Missing.find(sc, new Numbers(count), output.ledger(), Missing.Rejected.KEEP, work);
        print("empty ledger", all, begin);
        begin = System.nanoTime();
        cut(sc, all);
        System.out.printf("cut and read again: %.1f s%n", seconds(begin));
        begin = System.nanoTime();
        fill(sc, output, count);
        System.out.printf("ledger of %,d rows: %.1f s%n", count, seconds(begin));
        begin = System.nanoTime();
        Todo todo =
            Missing.find(
                sc,
                new Numbers(count),
                output.ledger(),
                Missing.Rejected.KEEP,
                output.workFolder());
        print("whole ledger", todo, begin);
      }
    }
  }

  private static void print(String ledger, Todo todo, long begin) {
    System.out.printf(
        "%s, %,d listed: %,d done, %,d new, %,d changed, %,d gone: %.1f s; heap limit %,d MB, tenured peak %,d MB%n",
        ledger,
        todo.listed(),
        todo.done(),
        todo.fresh(),
        todo.changed(),
        todo.gone(),
        seconds(begin),
        Runtime.getRuntime().maxMemory() >> 20,
        tenuredPeak() >> 20);
  }

  /** As a run does it that is fast enough to double its batches, up to slices of 50,000 images. */
  private static void cut(JavaSparkContext sc, Todo todo) {
    StoredTable rows = todo.open(sc.hadoopConfiguration());
    Broadcast<ExampleOpener> opener = sc.broadcast(new Names());
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    BatchPace pace = BatchPace.growing(sc.defaultParallelism());
    long done = 0;
    while (done < todo.count()) {
      long images = pace.next(todo.count() - done);
      int parts = (int) Math.max(8, images / SLICE_IMAGES);
      List<ExampleSlice> slices = todo.slices(rows, done, images, parts, opener);
      long read =
          sc.parallelize(slices, slices.size())
              .map(slice -> read(slice, conf.value().value()))
              .fold(0L, Long::sum);
      if (read != images) {
        throw new IllegalStateException("read " + read + " of " + images);
      }
      pace.took(images, 0);
      done += images;
    }
  }

  private static long read(ExampleSlice slice, Configuration conf) throws IOException {
    try (ExampleReader reader = slice.open(conf)) {
      return reader.listed().size();
    }
  }

  /** Opens nothing: a slice's rows are read before it is asked. */
  private record Names() implements ExampleOpener {
    @Override
    public ExampleReader open(List<Listed> wanted, Configuration conf) {
      return new ExampleReader() {
        @Override
        public boolean hasNext() {
          return false;
        }

        @Override
        public Example next() {
          throw new NoSuchElementException();
        }

        @Override
        public void close() {}
      };
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static long tenuredPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().contains("Old"))
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(java.lang.management.MemoryUsage::getUsed)
        .sum();
  }

  private static void fill(JavaSparkContext sc, GrowingOutput output, long count) {
    try (BatchCommit batch = output.batch()) {
      CommitPlan plan = batch.plan();
      List<LedgerPart> parts =
          sc.parallelize(Ranges.of(count, PARTS), PARTS).map(range -> write(range, plan)).collect();
      output.append(batch, parts, List.of());
    }
  }

  private static LedgerPart write(Ranges.Range range, CommitPlan plan) throws IOException {
    int slice = TaskContext.getPartitionId();
    try (TaskTables tables = TaskTables.open(plan, slice, new Configuration())) {
      for (long id = range.first(); id < range.first() + range.count(); id++) {
        LedgerTable.write(tables.table(Ledger.TABLE), List.of(listed(id, "")), Set.of());
      }
      return new LedgerPart(plan.fileName(slice), tables.commit());
    }
  }

  private static Listed listed(long id, String change) {
    String path = "photos/%03d/img_%09d.jpg".formatted(id % 1000, id);
    return new Listed(id, id, path, 1, 20_000 + id % 1000, -1, "20000@17000" + id + change);
  }

  /** The same images, one in a million changed, ten more of them. */
  private record Numbers(long count) implements ExampleListing {
    @Override
    public Rows rows(JavaSparkContext sc, String work) {
      return new Rows(
          sc.parallelize(Ranges.of(count + 10, PARTS), PARTS).flatMap(Numbers::list), count);
    }

    private static Iterator<Listed> list(Ranges.Range range) {
      return LongStream.range(range.first(), range.first() + range.count())
          .mapToObj(id -> listed(id, id % 1_000_000 == 7 ? "changed" : ""))
          .iterator();
    }

    @Override
    public ExampleOpener opener() {
      throw new UnsupportedOperationException("nothing is read");
    }

    @Override
    public Content content() {
      return Content.ENCODED;
    }

    @Override
    public Optional<Shape> shape() {
      return Optional.empty();
    }

    @Override
    public boolean labelled() {
      return false;
    }

    @Override
    public String describe() {
      return count + " numbers";
    }
  }
}
