package dev.convoy.network.optimizer;

import dev.convoy.tensor.Check;

/**
 * Adam: steps scaled by running means of the gradient and of its square.
 *
 * <pre>
 *   g = gradient + weightDecay * w
 *   m = beta1 * m + (1 - beta1) * g
 *   v = beta2 * v + (1 - beta2) * g * g
 *   w = w - learningRate * (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon)
 * </pre>
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015, algorithm 1</a>
 */
public record Adam(double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  public Adam {
    Check.that(beta1 >= 0 && beta1 < 1, "beta1 %s, needs 0 to below 1", beta1);
    Check.that(beta2 >= 0 && beta2 < 1, "beta2 %s, needs 0 to below 1", beta2);
    Check.that((float) epsilon > 0, "epsilon %s, needs %s or more", epsilon, Float.MIN_VALUE);
    Check.that(weightDecay >= 0, "weightDecay %s, needs 0 or more", weightDecay);
  }

  @Override
  public int stateCount() {
    return 2;
  }

  @Override
  public void step(
      long step, double learningRate, float[] gradient, float[][] state, float[] weights) {
    Check.that(step >= 1, "step %s, needs 1 or more", step);
    float[] first = state[0];
    float[] second = state[1];
    float keepFirst = (float) beta1;
    float keepSecond = (float) beta2;
    float takeFirst = (float) (1 - beta1);
    float takeSecond = (float) (1 - beta2);
    float decay = (float) weightDecay;
    float rate = (float) (learningRate / (1 - StrictMath.pow(beta1, step)));
    float correction = (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, step)));
    float small = (float) epsilon;
    for (int i = 0; i < weights.length; i++) {
      float g = gradient[i] + decay * weights[i];
      float m = keepFirst * first[i] + takeFirst * g;
      float v = keepSecond * second[i] + takeSecond * (g * g);
      first[i] = m;
      second[i] = v;
      weights[i] -= rate * m / ((float) Math.sqrt(v) * correction + small);
    }
  }
}
