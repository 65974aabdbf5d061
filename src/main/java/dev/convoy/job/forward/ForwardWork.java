package dev.convoy.job.forward;

import dev.convoy.job.ExampleMemory;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.PictureLimit;
import dev.convoy.job.RunFailure;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.job.report.ReportFile;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.store.Manifest;
import dev.convoy.store.RunFile;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a forward run does to images, and where the rows go.
 *
 * @param title of the job, for manifests
 * @param report where the page on the run goes
 * @param partitions tasks to split examples into; 0 to choose by size
 */
record ForwardWork(
    String title,
    NetworkSetup setup,
    ForwardSettings settings,
    ForwardOutput output,
    ReportFile report,
    int partitions) {
  private static final int TASKS_PER_CORE = 4;
  private static final long BYTES_PER_TASK = 256L << 20;
  private static final int MOST_SLICES = 100_000;

  /**
   * Runs slices of examples.
   *
   * @param images of all slices
   */
  SliceRunner runner(JavaSparkContext sc, long images) {
    return SliceRunner.open(sc, setup.network(), settings.withSampling(sampling(images)));
  }

  /**
   * Removes what tells of an earlier run; called once the output is this run's alone.
   *
   * @throws dev.convoy.store.StoreException if it cannot be removed
   */
  void removeEarlierStory(Configuration conf) {
    RunFile.remove(output.runFile(), conf);
    report.remove(conf);
  }

  /** Examples that the report shows, of so many images. */
  Sampling sampling(long images) {
    return report.isWanted()
        ? Sampling.of(setup.network(), settings.taps(), images)
        : Sampling.NONE;
  }

  /** The tables without a ledger. */
  Map<String, TableSchema> schemas() {
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

  List<TableTarget> targets() {
    List<TableTarget> targets = new ArrayList<>();
    schemas()
        .forEach(
            (name, schema) ->
                targets.add(new TableTarget(name, output.folders().get(name), schema)));
    return targets;
  }

  /** Enough tasks for every core and for files of a sensible size, but none without a batch. */
  int slices(JavaSparkContext sc, long images) {
    if (partitions > 0) {
      return (int) Math.min(partitions, Math.max(1, images));
    }
    long bySize = images * rowBytes() / BYTES_PER_TASK + 1;
    long byCores = (long) sc.defaultParallelism() * TASKS_PER_CORE;
    long batches = (images + settings.batchSize() - 1) / settings.batchSize();
    return (int) Math.max(1, Math.min(Math.max(bySize, byCores), Math.min(batches, MOST_SLICES)));
  }

  /** The same with another batch size. */
  ForwardWork withBatchSize(int batchSize) {
    return new ForwardWork(
        title, setup, settings.withBatchSize(batchSize), output, report, partitions);
  }

  /** The same as a plan has it. */
  ForwardWork planned(MemoryPlan plan) {
    PictureLimit pictures =
        new PictureLimit(settings.pictures().maxPixels(), ExampleMemory.roomBytes(plan));
    return new ForwardWork(
        title, setup, settings.planned(plan.count(), pictures), output, report, partitions);
  }

  /** Of one image in all tables, before compression. */
  long rowBytes() {
    long features =
        settings.taps().stream()
            .mapToLong(tap -> setup.network().shapeOf(tap).count() * Float.BYTES)
            .sum();
    return features + settings.kept().stream().mapToLong(KeptTensor::byteCount).sum();
  }

  /** Throws unless the tables hold all images that went in. */
  void checkNothingLost(long images, SliceResult total) {
    for (String table : schemas().keySet()) {
      long rows = total.tables().get(table).rows();
      long needed = table.equals(ForwardTables.REJECTS) ? total.rejects() : total.rows();
      if (total.images() != images || rows != needed) {
        throw new RunFailure(
            "%s images went in, %s were read and %s rejected, but %s has %s rows; these were not kept"
                .formatted(images, total.images(), total.rejects(), table, rows));
      }
    }
  }

  /** A manifest for every table. */
  Map<String, Manifest> manifests(long images, long rejects, Map<String, TableCount> tables) {
    Network network = setup.network();
    Manifest.NetworkName name =
        new Manifest.NetworkName(
            network.name(), network.fingerprint(), setup.preprocess().describe());
    Manifest.RunCounts counts = new Manifest.RunCounts(images, rejects);
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    schemas()
        .forEach(
            (table, schema) ->
                manifests.put(
                    table, Manifest.of(table, title, name, counts, tables.get(table), schema)));
    return manifests;
  }
}
