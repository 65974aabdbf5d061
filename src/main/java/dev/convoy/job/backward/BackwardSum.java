package dev.convoy.job.backward;

import dev.convoy.job.RunFailure;
import dev.convoy.job.sum.OneSum;
import dev.convoy.job.sum.PartialSum;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Sums the gradients of all caches on the cluster, whatever the order of their rows. Rows in the
 * order of ids, as forward jobs write them, are read where they lie; others are sorted by Spark
 * first, and so are those whose upstream gradients lie in another table.
 */
final class BackwardSum implements AutoCloseable {
  private final JavaSparkContext sc;
  private final StoredTable caches;
  private final Upstream upstream;
  private final BackwardSettings settings;
  private final int tasks;
  private final List<TableRange> parts;
  private final Given given;

  BackwardSum(
      JavaSparkContext sc,
      StoredTable caches,
      Upstream upstream,
      BackwardSettings settings,
      int tasks) {
    this.sc = sc;
    this.caches = caches;
    this.upstream = upstream;
    this.settings = settings;
    this.tasks = tasks;
    this.parts = CacheReader.parts(caches, firstRows(caches.rows()));
    this.given = Given.of(sc, upstream);
  }

  /**
   * First row of each task's part. Parts are multiples of a power of two of blocks, at least four a
   * task, so that each holds few maximal subtrees and no task has much more than another.
   */
  private List<Long> firstRows(long rows) {
    long unit = settings.blockSize();
    while (rows / (unit * 2) >= 4L * tasks) {
      unit *= 2;
    }
    long units = (rows + unit - 1) / unit;
    long used = Math.min(tasks, units);
    List<Long> firstRows = new ArrayList<>();
    for (long part = 0; part < used; part++) {
      firstRows.add(units * part / used * unit);
    }
    return firstRows;
  }

  /** Ids and labels of every part, in the order of the table. */
  List<CacheSurvey> survey(Broadcast<SerializableConfiguration> conf, int classes) {
    List<String> none = List.of();
    return sc.parallelize(parts, parts.size())
        .map(part -> CacheSurvey.of(CacheReader.caches(part, none, conf.value().value()), classes))
        .collect();
  }

  /** How the rows get to their tasks, for the log. */
  static boolean needsSorting(List<CacheSurvey> survey, Upstream upstream) {
    return upstream instanceof Upstream.Table || !CacheSurvey.isAscending(survey);
  }

  /** Runs backward on the executors and joins what they summed. */
  OneSum<BackwardStory> run(
      List<CacheSurvey> survey,
      Broadcast<Network> network,
      @Nullable CommitPlan plan,
      Broadcast<SerializableConfiguration> conf) {
    int length = ParameterLayout.of(network.value()).length();
    JavaRDD<PartialSum<BackwardStory>> parts =
        needsSorting(survey, upstream)
            ? sorted(survey, network, plan, conf)
            : inPlace(survey, network, plan, conf);
    return plan == null ? OneSum.of(parts, length) : OneSum.ofCommitting(parts, length);
  }

  private JavaRDD<PartialSum<BackwardStory>> inPlace(
      List<CacheSurvey> survey,
      Broadcast<Network> network,
      @Nullable CommitPlan plan,
      Broadcast<SerializableConfiguration> conf) {
    BackwardSettings shared = settings;
    Given travelling = given;
    List<BlockRange> ranges = blockRanges(survey);
    return sc.parallelize(ranges, ranges.size())
        .map(
            range ->
                runRange(range, travelling, network.value(), shared, plan, conf.value().value()));
  }

  /** A block belongs to the part it begins in, so every part reads a little past its end. */
  private List<BlockRange> blockRanges(List<CacheSurvey> survey) {
    List<BlockRange> ranges = new ArrayList<>();
    long firstBlock = 0;
    long firstRow = 0;
    for (CacheSurvey part : survey) {
      long endBlock = settings.blockOf(part.lastId()) + 1;
      if (endBlock > firstBlock) {
        long rows = part.rows() + settings.blockSize();
        ranges.add(new BlockRange(caches.range(firstRow, rows), firstBlock, endBlock));
        firstBlock = endBlock;
      }
      firstRow += part.rows();
    }
    return ranges;
  }

  /** On an executor. */
  private static PartialSum<BackwardStory> runRange(
      BlockRange range,
      Given given,
      Network network,
      BackwardSettings settings,
      @Nullable CommitPlan plan,
      Configuration conf)
      throws IOException {
    Iterator<CacheRow> all = CacheReader.caches(range.range(), settings.columns(), conf);
    Iterator<CacheRow> rows = given.addTo(range.within(all, settings));
    return BackwardTask.run(
        rows, range.firstBlock(), range.endBlock(), network, settings, plan, conf);
  }

  private JavaRDD<PartialSum<BackwardStory>> sorted(
      List<CacheSurvey> survey,
      Broadcast<Network> network,
      @Nullable CommitPlan plan,
      Broadcast<SerializableConfiguration> conf) {
    BackwardSettings shared = settings;
    Given travelling = given;
    long least = survey.stream().mapToLong(CacheSurvey::leastId).min().orElse(0);
    long greatest = survey.stream().mapToLong(CacheSurvey::greatestId).max().orElse(0);
    BlockPartitioner partitioner =
        new BlockPartitioner(
            settings.blockSize(), settings.blockOf(least), settings.blockOf(greatest) + 1, tasks);
    return rows(conf)
        .repartitionAndSortWithinPartitions(partitioner)
        .mapPartitionsWithIndex(
            (partition, rows) ->
                runSorted(
                    partition,
                    rows,
                    travelling,
                    partitioner,
                    network.value(),
                    shared,
                    plan,
                    conf.value().value()),
            false);
  }

  /** All caches, and upstream gradients where they lie in a table, by id. */
  private JavaPairRDD<Long, CacheRow> rows(Broadcast<SerializableConfiguration> conf) {
    List<String> columns = settings.columns();
    JavaPairRDD<Long, CacheRow> cached =
        sc.parallelize(parts, parts.size())
            .flatMapToPair(part -> byId(CacheReader.caches(part, columns, conf.value().value())));
    if (!(upstream instanceof Upstream.Table table)) {
      return cached;
    }
    List<Long> firstRows = new ArrayList<>();
    for (int part = 0; part < Math.min(tasks, Math.max(1, table.table().rows())); part++) {
      firstRows.add(table.table().rows() * part / tasks);
    }
    String column = table.column();
    List<TableRange> upstreamParts = CacheReader.parts(table.table(), firstRows);
    return cached.union(
        sc.parallelize(upstreamParts, upstreamParts.size())
            .flatMapToPair(part -> byId(CacheReader.upstream(part, column, conf.value().value()))));
  }

  private static Iterator<Tuple2<Long, CacheRow>> byId(Iterator<CacheRow> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Tuple2<Long, CacheRow> next() {
        CacheRow row = rows.next();
        return new Tuple2<>(row.id(), row);
      }
    };
  }

  /** On an executor. */
  private static Iterator<PartialSum<BackwardStory>> runSorted(
      int partition,
      Iterator<Tuple2<Long, CacheRow>> rows,
      Given given,
      BlockPartitioner partitioner,
      Network network,
      BackwardSettings settings,
      @Nullable CommitPlan plan,
      Configuration conf)
      throws IOException {
    Iterator<CacheRow> values =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public CacheRow next() {
            return rows.next()._2();
          }
        };
    return List.of(
            BackwardTask.run(
                given.addTo(new JoinedRows(values)),
                partitioner.firstBlock(partition),
                partitioner.firstBlock(partition + 1),
                network,
                settings,
                plan,
                conf))
        .iterator();
  }

  /** Frees what was sent to the executors. */
  @Override
  public void close() {
    Broadcast<float[]> sent = given.values();
    if (sent != null) {
      sent.destroy();
    }
  }

  /** Upstream gradients that travel with the tasks: those of an array. */
  private record Given(@Nullable Broadcast<float[]> values, int length)
      implements java.io.Serializable {
    static Given of(JavaSparkContext sc, Upstream upstream) {
      return upstream instanceof Upstream.Array array
          ? new Given(sc.broadcast(array.values()), array.floatsPerImage())
          : new Given(null, 0);
    }

    Iterator<CacheRow> addTo(Iterator<CacheRow> rows) {
      Broadcast<float[]> all = values;
      if (all == null) {
        return rows;
      }
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return rows.hasNext();
        }

        @Override
        public CacheRow next() {
          CacheRow row = rows.next();
          return row.with(valuesOf(row, all.value()));
        }
      };
    }

    private float[] valuesOf(CacheRow row, float[] all) {
      long at = row.id() * length;
      if (at + length > all.length) {
        throw new RunFailure("gradOutput: there is no gradient for " + row.name());
      }
      return Arrays.copyOfRange(all, (int) at, (int) at + length);
    }
  }
}
