package dev.convoy.network.optimizer;

import java.util.Random;

/**
 * Some steps of an update rule on several weights, each with gradients of its own size, from 1e-4
 * to 10.
 */
final class Steps {
  static final int STEPS = 40;
  static final int WEIGHTS = 11;
  static final long SEED = 3;

  private Steps() {}

  /** Weights to begin with. */
  static float[] weights() {
    Random random = new Random(SEED);
    float[] weights = new float[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return weights;
  }

  /** A gradient for every step, by step and weight. */
  static float[][] gradients() {
    Random random = new Random(SEED + 1);
    float[][] gradients = new float[STEPS][WEIGHTS];
    for (float[] step : gradients) {
      for (int i = 0; i < WEIGHTS; i++) {
        step[i] = (float) (random.nextGaussian() * Math.pow(10, i * 0.5 - 4));
      }
    }
    return gradients;
  }

  static float[][] state(Optimizer rule) {
    return new float[rule.stateCount()][WEIGHTS];
  }

  /** Weights after all steps. */
  static float[] after(Optimizer rule, double rate) {
    float[] weights = weights();
    float[][] state = state(rule);
    float[][] gradients = gradients();
    for (int step = 0; step < STEPS; step++) {
      rule.step(step + 1, rate, gradients[step], state, weights);
    }
    return weights;
  }
}
