package dev.convoy.network.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each rule against its formula in double, over some steps of changing gradients. */
class OptimizerTest {
  private static final int STEPS = 25;
  private static final double RATE = 0.05;

  /** Weights after so many steps of a rule, one weight. */
  private static double after(Optimizer rule, double[] gradients) {
    float[] weight = {0.7f};
    float[][] state = new float[rule.stateCount()][1];
    for (int step = 0; step < gradients.length; step++) {
      rule.step(step + 1, RATE, new float[] {(float) gradients[step]}, state, weight);
    }
    return weight[0];
  }

  private static double[] gradients() {
    Random random = new Random(3);
    double[] gradients = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      gradients[i] = (float) random.nextGaussian();
    }
    return gradients;
  }

  @Test
  void sgdWithMomentumAndWeightDecay() {
    double w = 0.7f;
    double v = 0;
    for (double gradient : gradients()) {
      v = 0.9 * v + gradient + 0.01 * w;
      w -= RATE * v;
    }
    assertThat(after(new Sgd(0.9, 0.01), gradients())).isCloseTo(w, within(1e-5));
  }

  @Test
  void sgdWithoutEitherFollowsTheGradientAlone() {
    double w = 0.7f;
    for (double gradient : gradients()) {
      w -= RATE * gradient;
    }
    assertThat(after(new Sgd(0, 0), gradients())).isCloseTo(w, within(1e-5));
  }

  @Test
  void adam() {
    double w = 0.7f;
    double m = 0;
    double v = 0;
    double[] gradients = gradients();
    for (int t = 1; t <= STEPS; t++) {
      double g = gradients[t - 1] + 0.01 * w;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double meanOfGradient = m / (1 - Math.pow(0.9, t));
      double meanOfSquare = v / (1 - Math.pow(0.999, t));
      w -= RATE * meanOfGradient / (Math.sqrt(meanOfSquare) + 1e-8);
    }
    assertThat(after(new Adam(0.9, 0.999, 1e-8, 0.01), gradients)).isCloseTo(w, within(1e-5));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Sgd(1, 0)).hasMessage("momentum 1.0, needs 0 to below 1");
    assertThatThrownBy(() -> new Sgd(0, -1)).hasMessage("weightDecay -1.0, needs 0 or more");
    assertThatThrownBy(() -> new Adam(0.9, 1, 1e-8, 0)).hasMessageContaining("beta2 1.0");
    assertThatThrownBy(() -> new Adam(0.9, 0.999, 0, 0)).hasMessageContaining("epsilon 0.0");
  }

  @Test
  void schedules() {
    assertThat(new Schedule.Constant().factor(77, 10, 100)).isEqualTo(1);
    Schedule step = new Schedule.Step(2, 0.1);
    assertThat(step.factor(19, 10, 100)).isEqualTo(1);
    assertThat(step.factor(20, 10, 100)).isEqualTo(0.1);
    assertThat(step.factor(40, 10, 100)).isCloseTo(0.01, within(1e-12));
    Schedule cosine = new Schedule.Cosine(0.1, 0);
    assertThat(cosine.factor(0, 10, 100)).isEqualTo(1);
    assertThat(cosine.factor(50, 10, 100)).isCloseTo(0.55, within(1e-12));
    assertThat(cosine.factor(100, 10, 100)).isCloseTo(0.1, within(1e-12));
    Schedule warm = new Schedule.Cosine(0, 4);
    assertThat(warm.factor(0, 10, 100)).isCloseTo(0.2, within(1e-12));
    assertThat(warm.factor(3, 10, 100)).isCloseTo(0.8, within(1e-12));
    assertThat(warm.factor(4, 10, 100)).isEqualTo(1);
  }
}
