package dev.convoy.job.train;

import dev.convoy.job.Progress;
import dev.convoy.job.sum.OneSum;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.report.curves.EpochMetrics;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Makes the steps of a training, one Spark job each, and evaluates after every epoch. */
final class Trainer {
  private final JavaSparkContext sc;
  private final Network begun;
  private final ParameterLayout layout;
  private final TrainPlan plan;
  private final Broadcast<TrainPlan> shared;
  private final TrainSettings settings;
  private final TrainingData data;
  private final TrainJob.Loaded loaded;
  private final Progress progress;
  private long computeNanos;
  private long stepNanos;
  private long stepsMade;

  Trainer(
      JavaSparkContext sc,
      Network network,
      TrainPlan plan,
      Broadcast<TrainPlan> shared,
      TrainSettings settings,
      TrainingData data,
      TrainJob.Loaded loaded,
      Progress progress) {
    this.sc = sc;
    this.begun = network;
    this.layout = ParameterLayout.of(network);
    this.plan = plan;
    this.shared = shared;
    this.settings = settings;
    this.data = data;
    this.loaded = loaded;
    this.progress = progress;
  }

  /** Goes on from a state to the end; writes checkpoints on the way. */
  void run(TrainState state, Checkpoints checkpoints) {
    long images = (settings.epochs() - state.epoch()) * loaded.used() - state.seen().images();
    progress.begin("train", images);
    if (state.stepsDone() > 0) {
      progress.note(
          String.format(
              Locale.ROOT,
              "goes on from a checkpoint: epoch %d, step %,d of %,d",
              state.epoch() + 1,
              state.step(),
              loaded.steps()));
    }
    long done = 0;
    while (state.epoch() < settings.epochs()) {
      long epochBegan = System.nanoTime();
      while (state.step() < loaded.steps()) {
        StepStory story = step(state);
        state.stepped(story);
        done += story.images();
        progress.done(done);
        if (settings.checkpointSteps() > 0
            && state.stepsDone() % settings.checkpointSteps() == 0
            && state.step() < loaded.steps()) {
          checkpoints.write(state);
        }
      }
      endEpoch(state, System.nanoTime() - epochBegan);
      checkpoints.write(state);
    }
    progress.end();
  }

  private StepStory step(TrainState state) {
    long began = System.nanoTime();
    int epoch = state.epoch();
    long step = state.step();
    Broadcast<TrainPlan> planned = shared;
    Broadcast<Network> network = sc.broadcast(network(state));
    try {
      OneSum<StepStory> sum =
          OneSum.of(
              data.lanes()
                  .map(group -> StepTask.run(group, planned.value(), network.value(), epoch, step)),
              layout.length());
      StepStory story = sum.stories().stream().reduce(StepStory.NONE, StepStory::plus);
      update(state, sum.values(), story.images());
      computeNanos += story.computeNanos();
      return story;
    } finally {
      network.destroy();
      stepNanos += System.nanoTime() - began;
      stepsMade++;
    }
  }

  /** The driver divides once, then the weights follow. */
  private void update(TrainState state, float[] gradient, long images) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= images;
    }
    settings
        .optimizer()
        .step(
            state.stepsDone() + 1,
            learningRate(state.stepsDone()),
            gradient,
            state.optimizerState(),
            state.weights());
    checkFinite(state);
  }

  /** Throws if a step led nowhere: the last one of a training has no loss after it to show that. */
  private void checkFinite(TrainState state) {
    float[] weights = state.weights();
    for (ParameterLayout.Entry entry : layout.entries()) {
      for (int i = entry.at(); i < entry.end(); i++) {
        if (!Float.isFinite(weights[i])) {
          throw StepTask.diverged(
              "epoch %s, step %s of %s: %s holds %s"
                  .formatted(
                      state.epoch() + 1,
                      state.step() + 1,
                      loaded.steps(),
                      entry.name(),
                      weights[i]));
        }
      }
    }
  }

  private double learningRate(long stepsDone) {
    long steps = loaded.steps() * settings.epochs();
    return settings.learningRate() * settings.schedule().factor(stepsDone, loaded.steps(), steps);
  }

  private void endEpoch(TrainState state, long nanos) {
    StepStory train = state.seen();
    StepStory test = data.evaluates() ? evaluate(state) : StepStory.NONE;
    boolean tested = test.images() > 0;
    EpochMetrics metrics =
        new EpochMetrics(
            state.epoch() + 1,
            train.meanLoss(),
            train.accuracy(),
            tested ? test.meanLoss() : Double.NaN,
            tested ? test.accuracy() : Double.NaN,
            learningRate(Math.max(0, state.stepsDone() - 1)),
            train.images());
    state.ended(metrics);
    progress.note(line(metrics, nanos));
  }

  private String line(EpochMetrics metrics, long nanos) {
    String tested =
        Double.isNaN(metrics.testLoss())
            ? ""
            : String.format(
                Locale.ROOT,
                "; test loss %.4f, accuracy %.4f",
                metrics.testLoss(),
                metrics.testAccuracy());
    return String.format(
        Locale.ROOT,
        "epoch %d of %d: loss %.4f, accuracy %.4f%s; %.1f s",
        metrics.epoch(),
        settings.epochs(),
        metrics.trainLoss(),
        metrics.trainAccuracy(),
        tested,
        nanos / 1e9);
  }

  private StepStory evaluate(TrainState state) {
    Broadcast<TrainPlan> planned = shared;
    Broadcast<Network> network = sc.broadcast(network(state));
    try {
      return data
          .test()
          .map(group -> EvaluateTask.run(group.lane(0), planned.value(), network.value()))
          .collect()
          .stream()
          .reduce(StepStory.NONE, StepStory::plus);
    } finally {
      network.destroy();
    }
  }

  /** The network with the weights of a state; later steps leave them as they are. */
  Network network(TrainState state) {
    return begun.withWeights(layout.scatter(state.weights()));
  }

  /** Time that tasks computed in all steps. */
  long computeNanos() {
    return computeNanos;
  }

  /** Time of all steps as the driver saw them. */
  long stepNanos() {
    return stepNanos;
  }

  long stepsMade() {
    return stepsMade;
  }

  /** Cores that a step's tasks had at most. */
  int cores() {
    return Math.min(sc.defaultParallelism(), plan.dealing().lanes());
  }
}
