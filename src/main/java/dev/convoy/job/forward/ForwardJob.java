package dev.convoy.job.forward;

import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Progress;
import dev.convoy.job.RejectLimit;
import dev.convoy.job.RunFailure;
import dev.convoy.job.TaskProgress;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.Manifest;
import dev.convoy.store.RunFile;
import dev.convoy.store.StoreException;
import dev.convoy.store.TableCommit;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Runs images through a network. Examples are split into slices of neighbours; a task does one
 * slice and writes its part of every table, so nothing is read or computed twice and nothing is
 * shuffled. The tables come to count only at the end, together.
 */
final class ForwardJob implements Job {
  private static final int TASKS_PER_CORE = 4;
  private static final long BYTES_PER_TASK = 256L << 20;

  private final NetworkSetup setup;
  private final ExampleSource source;
  private final ForwardSettings settings;
  private final ForwardOutput output;
  private final RejectLimit maxRejects;
  private final int partitions;

  /**
   * A job that was read and checked.
   *
   * @param partitions tasks to split the examples into; 0 to choose by size
   */
  ForwardJob(
      NetworkSetup setup,
      ExampleSource source,
      ForwardSettings settings,
      ForwardOutput output,
      RejectLimit maxRejects,
      int partitions) {
    this.setup = setup;
    this.source = source;
    this.settings = settings;
    this.output = output;
    this.maxRejects = maxRejects;
    this.partitions = partitions;
  }

  @Override
  public String title() {
    return "forward, network " + setup.network().name();
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    sc.setJobDescription(title() + ", " + source.describe());
    long startMillis = System.currentTimeMillis();
    try (TableCommit commit =
        TableCommit.begin(targets(), output.existing(), sc.hadoopConfiguration())) {
      RunFile.remove(output.runFile(), sc.hadoopConfiguration());
      List<ExampleSlice> slices = source.slices(partitions(sc));
      SliceResult total = runSlices(sc, slices, commit.plan(), progress);
      checkNothingLost(total);
      commit.commit(manifests(total));
      long runMillis = System.currentTimeMillis() - startMillis;
      ForwardSummary summary =
          new ForwardSummary(setup, source, settings, output, total, slices.size(), runMillis);
      RunFile.write(output.runFile(), summary.values(), sc.hadoopConfiguration());
      boolean over = maxRejects.isExceeded(total.rejects(), total.images());
      return new JobOutcome(summary.lines(over ? maxRejects.toString() : ""), over);
    } catch (StoreException e) {
      throw new RunFailure(e.getMessage(), e);
    }
  }

  private SliceResult runSlices(
      JavaSparkContext sc, List<ExampleSlice> slices, CommitPlan plan, Progress progress) {
    Broadcast<Network> network = sc.broadcast(setup.network());
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    ForwardSettings shared = settings;
    try (TaskProgress watched =
        TaskProgress.watch(sc, "forward", source.count(), slices.size(), progress)) {
      List<SliceResult> results =
          sc.parallelize(slices, slices.size())
              .map(slice -> runSlice(slice, network, shared, plan, conf))
              .collect();
      watched.complete();
      return results.stream().reduce(SliceResult.empty(), SliceResult::plus);
    } finally {
      network.destroy();
      conf.destroy();
    }
  }

  /** On an executor. */
  private static SliceResult runSlice(
      ExampleSlice slice,
      Broadcast<Network> network,
      ForwardSettings settings,
      CommitPlan plan,
      Broadcast<SerializableConfiguration> conf)
      throws Exception {
    Configuration hadoop = conf.value().value();
    int number = TaskContext.getPartitionId();
    return ForwardTask.run(slice, number, network.value(), settings, plan, hadoop);
  }

  private Map<String, TableSchema> schemas() {
    Map<String, TableSchema> schemas = new LinkedHashMap<>();
    if (output.writesFeatures()) {
      schemas.put(ForwardTables.FEATURES, ForwardTables.features(setup.network(), settings.taps()));
    }
    if (output.writesCaches()) {
      schemas.put(ForwardTables.CACHES, ForwardTables.caches(settings.kept()));
    }
    schemas.put(ForwardTables.REJECTS, TableSchema.rejects());
    return schemas;
  }

  private List<TableTarget> targets() {
    List<TableTarget> targets = new ArrayList<>();
    schemas()
        .forEach(
            (name, schema) ->
                targets.add(new TableTarget(name, output.folders().get(name), schema)));
    return targets;
  }

  /** Enough tasks for every core and for files of a sensible size, but none without a batch. */
  private int partitions(JavaSparkContext sc) {
    if (partitions > 0) {
      return (int) Math.min(partitions, Math.max(1, source.count()));
    }
    long bySize = source.count() * rowBytes() / BYTES_PER_TASK + 1;
    long byCores = (long) sc.defaultParallelism() * TASKS_PER_CORE;
    long batches = (source.count() + settings.batchSize() - 1) / settings.batchSize();
    return (int) Math.max(1, Math.min(Math.max(bySize, byCores), Math.min(batches, 100_000)));
  }

  private long rowBytes() {
    long features =
        settings.taps().stream()
            .mapToLong(tap -> setup.network().shapeOf(tap).count() * Float.BYTES)
            .sum();
    return features + settings.kept().stream().mapToLong(KeptTensor::byteCount).sum();
  }

  private void checkNothingLost(SliceResult total) {
    for (String table : output.folders().keySet()) {
      long rows = total.tables().get(table).rows();
      long needed = table.equals(ForwardTables.REJECTS) ? total.rejects() : total.rows();
      if (total.images() != source.count() || rows != needed) {
        throw new RunFailure(
            "%s images went in, %s were read and %s rejected, but %s has %s rows; nothing was kept"
                .formatted(source.count(), total.images(), total.rejects(), table, rows));
      }
    }
  }

  private Map<String, Manifest> manifests(SliceResult total) {
    Network network = setup.network();
    Manifest.NetworkName name =
        new Manifest.NetworkName(
            network.name(), network.fingerprint(), setup.preprocess().describe());
    Manifest.RunCounts counts = new Manifest.RunCounts(total.images(), total.rejects());
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    schemas()
        .forEach(
            (table, schema) -> {
              TableCount count = total.tables().get(table);
              manifests.put(table, Manifest.of(table, title(), name, counts, count, schema));
            });
    return manifests;
  }
}
