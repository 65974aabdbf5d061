package dev.convoy.job.train;

import dev.convoy.job.sum.LossSum;
import dev.convoy.network.GradientRunner;
import dev.convoy.network.Network;
import java.util.List;

/** Loss and accuracy of one partition of the second data set: forward alone. */
final class EvaluateTask {
  private EvaluateTask() {}

  static StepStory run(List<TrainingExample> examples, TrainPlan plan, Network network) {
    long begin = System.nanoTime();
    GradientRunner runner = plan.borrow(network.prepared(plan.kernels()));
    int batchSize = plan.dealing().blockSize();
    int imageFloats = plan.inputShape().length();
    int[] labels = new int[batchSize];
    LossSum loss = LossSum.ZERO;
    long correct = 0;
    for (int first = 0; first < examples.size(); first += batchSize) {
      int n = Math.min(batchSize, examples.size() - first);
      for (int i = 0; i < n; i++) {
        TrainingExample example = examples.get(first + i);
        System.arraycopy(example.input(), 0, runner.input(), i * imageFloats, imageFloats);
        labels[i] = example.label();
      }
      runner.forward(n, labels);
      for (int i = 0; i < n; i++) {
        loss = StepTask.plus(loss, runner.loss(i), examples.get(first + i));
        correct += runner.isCorrect(i) ? 1 : 0;
      }
    }
    plan.giveBack(runner);
    return new StepStory(examples.size(), correct, loss, System.nanoTime() - begin);
  }
}
