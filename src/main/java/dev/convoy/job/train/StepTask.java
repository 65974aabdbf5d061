package dev.convoy.job.train;

import dev.convoy.job.RunFailure;
import dev.convoy.job.sum.BlockTree;
import dev.convoy.job.sum.LossSum;
import dev.convoy.job.sum.PartialSum;
import dev.convoy.network.GradientRunner;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/** One partition's share of a training step: its lanes' blocks forward, backward, and summed. */
final class StepTask {
  private final TrainPlan plan;
  private final GradientRunner runner;
  private final int[] labels;
  private final int imageFloats;
  private StepStory story = StepStory.NONE;

  private StepTask(TrainPlan plan, GradientRunner runner) {
    this.plan = plan;
    this.runner = runner;
    this.labels = new int[plan.dealing().blockSize()];
    this.imageFloats = plan.inputShape().length();
  }

  /**
   * Sums the gradients of a step.
   *
   * @param epoch from 0
   * @param step within the epoch, from 0
   */
  static PartialSum<StepStory> run(
      LaneGroup group, TrainPlan plan, Network network, int epoch, long step) {
    long begin = System.nanoTime();
    GradientRunner runner = plan.borrow(network.prepared(plan.kernels()));
    StepTask task = new StepTask(plan, runner);
    BlockTree tree = new BlockTree(ParameterLayout.of(network).length(), group.firstLane());
    for (int lane = group.firstLane(); lane < group.endLane(); lane++) {
      List<TrainingExample> block = block(group.lane(lane), lane, plan.dealing(), epoch, step);
      if (!block.isEmpty()) {
        float[] gradients = tree.zeros();
        task.add(block, gradients);
        tree.add(lane, gradients);
      }
    }
    plan.giveBack(runner);
    StepStory seen = task.story;
    long nanos = System.nanoTime() - begin;
    return PartialSum.of(
        tree.finish(group.endLane()),
        new StepStory(seen.images(), seen.correct(), seen.loss(), nanos));
  }

  private static List<TrainingExample> block(
      List<TrainingExample> lane, int number, Dealing dealing, int epoch, long step) {
    long from = step * dealing.blockSize();
    long to = Math.min(lane.size(), from + dealing.blockSize());
    List<TrainingExample> block = new ArrayList<>();
    if (from < to) {
      Permutation order = dealing.order(number, epoch, lane.size());
      for (long i = from; i < to; i++) {
        block.add(lane.get((int) order.apply(i)));
      }
    }
    return block;
  }

  private void add(List<TrainingExample> block, float[] gradients) {
    forward(block);
    LossSum loss = story.loss();
    long correct = story.correct();
    for (int i = 0; i < block.size(); i++) {
      loss = plus(loss, runner.loss(i), block.get(i));
      correct += runner.isCorrect(i) ? 1 : 0;
    }
    runner.backward(block.size(), gradients);
    if (!isFinite(gradients)) {
      throw traced(block, gradients.length);
    }
    story = new StepStory(story.images() + block.size(), correct, loss, 0);
  }

  /** Adds an example's loss; one that no sum can hold is a sign of divergence. */
  static LossSum plus(LossSum sum, double loss, TrainingExample example) {
    try {
      return sum.plus(loss);
    } catch (ArithmeticException e) {
      throw diverged(example, "its loss is " + loss);
    }
  }

  private void forward(List<TrainingExample> block) {
    for (int i = 0; i < block.size(); i++) {
      TrainingExample example = block.get(i);
      System.arraycopy(example.input(), 0, runner.input(), i * imageFloats, imageFloats);
      labels[i] = example.label();
    }
    runner.forward(block.size(), labels);
  }

  /** Which example, and which node. */
  private RunFailure traced(List<TrainingExample> block, int length) {
    for (TrainingExample example : block) {
      forward(List.of(example));
      var where = runner.findNonFinite(1, new float[length]);
      if (where.isPresent()) {
        return diverged(example, where.get() + " is not finite");
      }
    }
    return diverged(block.get(0), "the summed gradient exceeds float32");
  }

  private static RunFailure diverged(TrainingExample example, String what) {
    return diverged(example.name() + ": " + what);
  }

  static RunFailure diverged(String what) {
    return new RunFailure(what + ": the training diverges; lower optimizer.learningRate");
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
