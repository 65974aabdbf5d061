package dev.convoy.job.train;

import dev.convoy.report.curves.EpochMetrics;
import java.util.ArrayList;
import java.util.List;

/** Where a training stands: all that a checkpoint holds. On the driver. */
final class TrainState {
  private final float[] weights;
  private final float[][] optimizerState;
  private final List<EpochMetrics> metrics;
  private final long examples;
  private int epoch;
  private long step;
  private long stepsDone;
  private StepStory seen;

  /** A training that begins with these weights; the array becomes the state's. */
  static TrainState begin(float[] weights, int stateCount, long examples) {
    float[][] optimizerState = new float[stateCount][weights.length];
    return new TrainState(
        weights, optimizerState, new ArrayList<>(), examples, 0, 0, 0, StepStory.NONE);
  }

  TrainState(
      float[] weights,
      float[][] optimizerState,
      List<EpochMetrics> metrics,
      long examples,
      int epoch,
      long step,
      long stepsDone,
      StepStory seen) {
    this.weights = weights;
    this.optimizerState = optimizerState;
    this.metrics = new ArrayList<>(metrics);
    this.examples = examples;
    this.epoch = epoch;
    this.step = step;
    this.stepsDone = stepsDone;
    this.seen = seen;
  }

  float[] weights() {
    return weights;
  }

  float[][] optimizerState() {
    return optimizerState;
  }

  /** One entry per finished epoch. */
  List<EpochMetrics> metrics() {
    return metrics;
  }

  /** Examples of an epoch: those that were no rejects. */
  long examples() {
    return examples;
  }

  /** The epoch that is under way, from 0. */
  int epoch() {
    return epoch;
  }

  /** The next step of the epoch, from 0. */
  long step() {
    return step;
  }

  /** Steps of all epochs so far. */
  long stepsDone() {
    return stepsDone;
  }

  /** What was seen of this epoch so far. */
  StepStory seen() {
    return seen;
  }

  /** A step was made. */
  void stepped(StepStory story) {
    step++;
    stepsDone++;
    seen = seen.plus(story);
  }

  /** The epoch has ended. */
  void ended(EpochMetrics epochMetrics) {
    metrics.add(epochMetrics);
    epoch++;
    step = 0;
    seen = StepStory.NONE;
  }
}
