package dev.convoy.network.optimizer;

import dev.convoy.tensor.Check;

/**
 * The course of the learning rate, as a factor of the one the optimizer begins with.
 *
 * <p>Implementations are records: their text form tells two settings apart.
 */
public sealed interface Schedule {
  /**
   * The factor at a step.
   *
   * @param step number of the step, from 0
   * @param stepsPerEpoch at least 1
   * @param steps of the whole training
   */
  double factor(long step, long stepsPerEpoch, long steps);

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long stepsPerEpoch, long steps) {
      return 1;
    }
  }

  /**
   * Multiplied by {@code factor} after every {@code epochs} epochs.
   *
   * @param epochs at least 1
   * @param factor above 0
   */
  record Step(int epochs, double factor) implements Schedule {
    public Step {
      Check.that(epochs >= 1, "a step every %s epochs, needs 1 or more", epochs);
      Check.that(factor > 0, "factor %s, needs more than 0", factor);
    }

    @Override
    public double factor(long step, long stepsPerEpoch, long steps) {
      return StrictMath.pow(factor, Math.floorDiv(step, stepsPerEpoch * epochs));
    }
  }

  /**
   * Half a cosine from 1 down to {@code end} over the whole training, after a rise in equal parts
   * over the first {@code warmupSteps}.
   *
   * @param end from 0 to 1
   * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2017</a>
   */
  record Cosine(double end, long warmupSteps) implements Schedule {
    public Cosine {
      Check.that(end >= 0 && end <= 1, "end %s, needs 0 to 1", end);
      Check.that(warmupSteps >= 0, "warmupSteps %s, needs 0 or more", warmupSteps);
    }

    @Override
    public double factor(long step, long stepsPerEpoch, long steps) {
      if (step < warmupSteps) {
        return (step + 1.0) / (warmupSteps + 1.0);
      }
      double way = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
      return end + (1 - end) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * Math.min(1, way)));
    }
  }
}
