package dev.convoy.job.train;

import dev.convoy.job.RunFailure;
import dev.convoy.job.sum.LossSum;
import java.io.Serializable;

/**
 * What tasks saw of some examples: a part of a step, of an epoch, or of an evaluation.
 *
 * @param images examples
 * @param correct of them, those whose largest score was the label's
 * @param computeNanos time their tasks computed
 */
record StepStory(long images, long correct, LossSum loss, long computeNanos)
    implements Serializable {
  static final StepStory NONE = new StepStory(0, 0, LossSum.ZERO, 0);

  /**
   * Both stories in one.
   *
   * @throws RunFailure if no sum can hold their losses
   */
  StepStory plus(StepStory other) {
    try {
      return new StepStory(
          images + other.images,
          correct + other.correct,
          loss.plus(other.loss),
          computeNanos + other.computeNanos);
    } catch (ArithmeticException e) {
      throw StepTask.diverged(e.getMessage());
    }
  }

  double meanLoss() {
    return loss.value() / Math.max(1, images);
  }

  double accuracy() {
    return (double) correct / Math.max(1, images);
  }
}
