package dev.convoy.job.backward;

import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.RunFailure;
import dev.convoy.job.TaskProgress;
import dev.convoy.job.report.RunNumbers;
import dev.convoy.job.report.TaskLog;
import dev.convoy.job.sum.OneSum;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.store.Manifest;
import dev.convoy.store.RunFile;
import dev.convoy.store.StoreException;
import dev.convoy.store.TableCommit;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableTarget;
import dev.convoy.store.WholeFile;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Runs forward caches backward and sums the gradients of the weights: the same to the last bit for
 * any partitioning, any order of rows and any kernels.
 */
final class BackwardJob implements Job {
  private static final int TASKS_PER_CORE = 2;

  private final Network network;
  private final CacheTable cache;
  private final Upstream upstream;
  private final BackwardSettings settings;
  private final BackwardOutput output;
  private final int partitions;

  /**
   * A job that was read and checked.
   *
   * @param partitions tasks to split the caches into; 0 to choose by cores
   */
  BackwardJob(
      Network network,
      CacheTable cache,
      Upstream upstream,
      BackwardSettings settings,
      BackwardOutput output,
      int partitions) {
    this.network = network;
    this.cache = cache;
    this.upstream = upstream;
    this.settings = settings;
    this.output = output;
    this.partitions = partitions;
  }

  @Override
  public String title() {
    return "backward, network " + network.name();
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    sc.setJobDescription(title() + ", " + cache.table().folder());
    Configuration conf = sc.hadoopConfiguration();
    long startMillis = System.currentTimeMillis();
    int tasks = partitions > 0 ? partitions : sc.defaultParallelism() * TASKS_PER_CORE;
    BackwardMemory plan = BackwardMemory.of(sc, network, cache, upstream, settings, tasks);
    progress.note("plan: " + plan.describe());
    try (TaskLog log = TaskLog.open(sc);
        TableCommit commit = beginTables(conf)) {
      WholeFile gradients = WholeFile.of(output.gradients(), conf);
      gradients.prove();
      WholeFile.of(output.runFile(), conf).prove();
      gradients.remove();
      RunFile.remove(output.runFile(), conf);
      output.report().remove(conf);
      OneSum<BackwardStory> sum = sum(sc, tasks, commit, progress);
      BackwardStory total =
          sum.stories().stream().reduce(BackwardStory.empty(), BackwardStory::plus);
      checkNothingLost(total);
      checkFinite(sum.values());
      write(gradients, sum.values(), commit, total);
      long runMillis = System.currentTimeMillis() - startMillis;
      BackwardSummary summary =
          new BackwardSummary(
              network,
              cache,
              upstream,
              settings,
              output,
              plan,
              total,
              sum.values(),
              sum.stories().size(),
              runMillis);
      RunNumbers.write(output.runFile(), summary.values(), sc);
      List<String> lines = summary.lines();
      BackwardReport report = new BackwardReport(title(), summary, sum.stories(), log, startMillis);
      output.report().write(() -> report.of(sc), conf).ifPresent(lines::add);
      return new JobOutcome(lines, false);
    } catch (StoreException e) {
      throw new RunFailure(e.getMessage(), e);
    }
  }

  private @Nullable TableCommit beginTables(Configuration conf) {
    return output
        .gradInput()
        .map(
            folder ->
                new TableTarget(
                    BackwardTables.GRAD_INPUT, folder, BackwardTables.gradInput(network)))
        .map(target -> TableCommit.begin(List.of(target), output.existing(), conf))
        .orElse(null);
  }

  private OneSum<BackwardStory> sum(
      JavaSparkContext sc, int tasks, @Nullable TableCommit commit, Progress progress) {
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    Broadcast<Network> shared = sc.broadcast(network);
    try (BackwardSum sum = new BackwardSum(sc, cache.table(), upstream, settings, tasks)) {
      int classes = settings.loss() == null ? Integer.MAX_VALUE : settings.loss().classes();
      List<CacheSurvey> survey = sum.survey(conf, classes);
      if (settings.loss() != null) {
        CacheSurvey.checkLabels(survey, classes);
      }
      try (TaskProgress watched =
          TaskProgress.watch(sc, "backward", cache.table().rows(), tasks, progress)) {
        OneSum<BackwardStory> result =
            sum.run(survey, shared, commit == null ? null : commit.plan(), conf);
        watched.complete();
        return result;
      }
    } finally {
      shared.destroy();
      conf.destroy();
    }
  }

  private void checkNothingLost(BackwardStory total) {
    long rows = cache.table().rows();
    long written = total.tables().getOrDefault(BackwardTables.GRAD_INPUT, TableCount.NONE).rows();
    if (total.images() != rows || output.gradInput().isPresent() && written != rows) {
      throw new RunFailure(
          "%s forward caches went in, %s were summed, %s gradients of images written; nothing was kept"
              .formatted(rows, total.images(), written));
    }
  }

  /** Every block was looked at where it was summed; all together may still exceed float32. */
  private void checkFinite(float[] sums) {
    for (ParameterLayout.Entry entry : ParameterLayout.of(network).entries()) {
      for (int i = entry.at(); i < entry.end(); i++) {
        if (!Float.isFinite(sums[i])) {
          throw new RunFailure(
              "node %s: the gradient of %s is not finite, though that of every block is: the sum exceeds float32; scale the upstream gradients down"
                  .formatted(entry.node(), entry.name()));
        }
      }
    }
  }

  /** Both outputs, or none. */
  private void write(
      WholeFile gradients, float[] sums, @Nullable TableCommit commit, BackwardStory total) {
    gradients.write(arrays(sums, total));
    if (commit == null) {
      return;
    }
    try {
      commit.commit(Map.of(BackwardTables.GRAD_INPUT, manifest(total)));
    } catch (StoreException e) {
      gradients.remove();
      throw e;
    }
  }

  /** Sums by name, then how many images they are sums over, and their summed loss. */
  private Map<String, NumpyArray> arrays(float[] sums, BackwardStory total) {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    ParameterLayout.of(network)
        .scatter(sums)
        .forEach((name, sum) -> arrays.put(name, NumpyArray.of(sum.shape(), sum.data())));
    arrays.put("imageCount", NumpyArray.of(Shape.of(), new long[] {total.images()}));
    if (settings.loss() != null) {
      arrays.put("lossSum", NumpyArray.of(Shape.of(), new double[] {total.loss().value()}));
    }
    return arrays;
  }

  private Manifest manifest(BackwardStory total) {
    Manifest.NetworkName name =
        new Manifest.NetworkName(
            network.name(), network.fingerprint(), cache.manifest().preprocess());
    return Manifest.of(
        BackwardTables.GRAD_INPUT,
        title(),
        name,
        new Manifest.RunCounts(total.images(), 0),
        total.tables().get(BackwardTables.GRAD_INPUT),
        BackwardTables.gradInput(network));
  }
}
