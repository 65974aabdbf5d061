package dev.convoy.network.optimizer;

import dev.convoy.tensor.Check;

/**
 * Stochastic gradient descent with momentum and weight decay.
 *
 * <pre>
 *   g = gradient + weightDecay * w
 *   v = momentum * v + g
 *   w = w - learningRate * v
 * </pre>
 *
 * @param momentum share of the former step that goes on, from 0 to below 1
 * @param weightDecay pull towards zero, 0 or more
 * @see <a href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever et al. 2013</a>
 */
public record Sgd(double momentum, double weightDecay) implements Optimizer {
  public Sgd {
    Check.that(momentum >= 0 && momentum < 1, "momentum %s, needs 0 to below 1", momentum);
    Check.that(weightDecay >= 0, "weightDecay %s, needs 0 or more", weightDecay);
  }

  @Override
  public int stateCount() {
    return 1;
  }

  @Override
  public void step(
      long step, double learningRate, float[] gradient, float[][] state, float[] weights) {
    float[] velocity = state[0];
    float keep = (float) momentum;
    float decay = (float) weightDecay;
    float rate = (float) learningRate;
    for (int i = 0; i < weights.length; i++) {
      float g = gradient[i] + decay * weights[i];
      float v = keep * velocity[i] + g;
      velocity[i] = v;
      weights[i] -= rate * v;
    }
  }
}
