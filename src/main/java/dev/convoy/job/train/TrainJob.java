package dev.convoy.job.train;

import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Progress;
import dev.convoy.job.RejectLimit;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.job.report.RejectKinds;
import dev.convoy.job.report.RunNumbers;
import dev.convoy.job.report.TaskLog;
import dev.convoy.job.train.LaneGroup.LaneCount;
import dev.convoy.network.ParameterLayout;
import dev.convoy.report.curves.MetricsFile;
import dev.convoy.store.OutputLock;
import dev.convoy.store.StoreException;
import dev.convoy.tensor.NumpyArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Trains a network by synchronous mini-batches: every step is a Spark job over the lanes of the
 * examples, summed in the tree of the one sum; the driver updates the weights. The weights are the
 * same to the last bit for any cluster, and for a run that was killed and went on.
 */
final class TrainJob implements Job {
  private final NetworkSetup setup;
  private final Sources sources;
  private final TrainPlan plan;
  private final TrainSettings settings;
  private final TrainOutput output;
  private final TrainIdentity identity;
  private final Optional<TrainState> resumed;
  private final RejectLimit maxRejects;

  /**
   * Where examples come from.
   *
   * @param test to evaluate on: one or none
   * @param labels the files or arrays that hold the labels of both
   */
  record Sources(ExampleSource input, List<ExampleSource> test, String labels) {
    String describe() {
      return input.describe()
          + test.stream().map(s -> "; evaluated on " + s.describe()).findFirst().orElse("");
    }
  }

  TrainJob(
      NetworkSetup setup,
      Sources sources,
      TrainPlan plan,
      TrainSettings settings,
      TrainOutput output,
      TrainIdentity identity,
      Optional<TrainState> resumed,
      RejectLimit maxRejects) {
    this.setup = setup;
    this.sources = sources;
    this.plan = plan;
    this.settings = settings;
    this.output = output;
    this.identity = identity;
    this.resumed = resumed;
    this.maxRejects = maxRejects;
  }

  @Override
  public String title() {
    return "train, network " + setup.network().name();
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    sc.setJobDescription(title() + ", " + sources.describe());
    Configuration conf = sc.hadoopConfiguration();
    long startMillis = System.currentTimeMillis();
    TrainMemory memory =
        TrainMemory.of(sc, setup.network(), sources, plan, settings, partitions(sc));
    progress.note("plan: " + memory.describe());
    Broadcast<TrainPlan> shared = sc.broadcast(plan);
    Broadcast<SerializableConfiguration> settingsOfHadoop =
        sc.broadcast(new SerializableConfiguration(conf));
    try (TaskLog log = TaskLog.openForExecutors(sc);
        OutputLock lock = output.lock(conf);
        TrainingData data =
            TrainingData.load(
                sc, sources.input(), sources.test(), partitions(sc), shared, settingsOfHadoop)) {
      Checkpoints checkpoints = begin(conf);
      Loaded loaded = load(sc, data, conf, progress);
      TrainState state = state(loaded);
      Trainer trainer =
          new Trainer(sc, setup.network(), plan, shared, settings, data, loaded, progress);
      trainer.run(state, checkpoints);
      lock.check();
      TrainSummary summary =
          finish(sc, state, loaded, trainer, memory, System.currentTimeMillis() - startMillis);
      checkpoints.remove();
      boolean over = maxRejects.isExceeded(loaded.rejects(), loaded.images());
      List<String> lines = summary.lines(over ? maxRejects.toString() : "");
      TrainReport report = new TrainReport(title(), summary, log, over, startMillis);
      output.report().write(() -> report.of(sc), conf).ifPresent(lines::add);
      return new JobOutcome(lines, over);
    } catch (StoreException e) {
      throw new RunFailure(e.getMessage(), e);
    } finally {
      shared.destroy();
      settingsOfHadoop.destroy();
    }
  }

  private int partitions(JavaSparkContext sc) {
    return settings.partitions() > 0 ? settings.partitions() : sc.defaultParallelism();
  }

  /** Clears what an earlier training left, unless this one goes on from there. */
  private Checkpoints begin(Configuration conf) {
    if (resumed.isEmpty()) {
      output.clear(conf);
    }
    return new Checkpoints(output.checkpoint(conf), identity);
  }

  private TrainState state(Loaded loaded) {
    TrainState state =
        resumed.orElseGet(
            () ->
                TrainState.begin(
                    ParameterLayout.of(setup.network()).gather(setup.network()),
                    settings.optimizer().stateCount(),
                    loaded.used()));
    if (state.examples() != loaded.used()) {
      throw new RunFailure(
          ("the checkpoint is that of a training on %s examples, now %s could be loaded; bring back"
                  + " what changed (%s tells the rejects), or set resume: false and overwrite: true"
                  + " to start anew")
              .formatted(state.examples(), loaded.used(), output.rejects()));
    }
    return state;
  }

  /**
   * What was loaded.
   *
   * @param images of the training source, rejects included
   * @param used of them
   * @param tested examples to evaluate on
   * @param rejects of both sources
   * @param steps of an epoch
   * @param rejectKinds why rejects were
   */
  record Loaded(
      long images, long used, long tested, long rejects, long steps, RejectKinds rejectKinds) {}

  private Loaded load(
      JavaSparkContext sc, TrainingData data, Configuration conf, Progress progress) {
    progress.begin("load", sources.input().count());
    List<LaneCount> counts = data.count();
    List<LaneCount> testCounts = data.countTest();
    long used = counts.stream().mapToLong(LaneCount::examples).sum();
    long tested = testCounts.stream().mapToLong(LaneCount::examples).sum();
    progress.done(sources.input().count());
    progress.end();
    List<TrainingExample> rejects = new ArrayList<>();
    counts.forEach(count -> rejects.addAll(count.rejects()));
    rejects.sort(Comparator.comparingLong(TrainingExample::id)); // they came by lanes
    testCounts.forEach(count -> rejects.addAll(count.rejects()));
    RejectTable.write(sc, output.rejects(), title(), setup, rejects, conf);
    long images =
        sources.input().count() + sources.test().stream().mapToLong(ExampleSource::count).sum();
    if (used + tested + rejects.size() != images) {
      throw new RunFailure(
          "%s images went in, %s were loaded and %s rejected; nothing was trained"
              .formatted(images, used + tested, rejects.size()));
    }
    if (used == 0) {
      throw new RunFailure(
          "all %s images were rejected; see %s for the reasons"
              .formatted(images, output.rejects()));
    }
    int largest = counts.stream().mapToInt(LaneCount::largestLane).max().orElse(0);
    RejectKinds kinds = new RejectKinds();
    rejects.forEach(reject -> kinds.add(reject.asReject()));
    return new Loaded(images, used, tested, rejects.size(), plan.dealing().steps(largest), kinds);
  }

  private TrainSummary finish(
      JavaSparkContext sc,
      TrainState state,
      Loaded loaded,
      Trainer trainer,
      TrainMemory memory,
      long runMillis) {
    Configuration conf = sc.hadoopConfiguration();
    Map<String, NumpyArray> weights = new LinkedHashMap<>();
    new TreeMap<>(trainer.network(state).weights())
        .forEach((name, tensor) -> weights.put(name, NumpyArray.of(tensor.shape(), tensor.data())));
    output.weights(conf).write(weights);
    output.metrics(conf).write(MetricsFile.toCsv(state.metrics()));
    DrawnCurves curves = DrawnCurves.draw(setup.network().name(), state.metrics());
    if (curves.isDrawn()) {
      output.curves(conf).write(curves.svg());
    }
    TrainSummary summary =
        new TrainSummary(
            setup,
            sources,
            settings,
            output,
            state,
            loaded,
            trainer,
            memory,
            resumed.isPresent(),
            curves,
            curves.isDrawn() ? output.curves(conf).toString() : curves.failure(),
            runMillis);
    RunNumbers.write(output.runFile(), summary.values(), sc);
    return summary;
  }
}
