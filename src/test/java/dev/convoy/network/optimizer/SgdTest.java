package dev.convoy.network.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule against its formula in double. */
class SgdTest {
  private static final double RATE = 0.05;

  @ParameterizedTest
  @CsvSource({"0, 0", "0.9, 0", "0, 0.01", "0.9, 0.01"})
  void followsItsFormula(double momentum, double weightDecay) {
    float[] actual = Steps.after(new Sgd(momentum, weightDecay), RATE);
    for (int i = 0; i < Steps.WEIGHTS; i++) {
      double w = Steps.weights()[i];
      double v = 0;
      double way = Math.abs(w);
      for (float[] gradients : Steps.gradients()) {
        v = momentum * v + gradients[i] + weightDecay * w;
        w -= RATE * v;
        way += RATE * Math.abs(v);
      }
      assertThat((double) actual[i])
          .as("weight %s, seed %s", i, Steps.SEED)
          .isCloseTo(w, within(4 * Steps.STEPS * 0x1p-24 * way)); // four roundings a step
    }
  }

  /** A checkpoint holds the state and nothing else. */
  @Test
  void allThatLastsIsInTheState() {
    Sgd rule = new Sgd(0.9, 0.01);
    float[] weights = Steps.weights();
    float[][] state = Steps.state(rule);
    for (int step = 0; step < Steps.STEPS; step++) {
      new Sgd(0.9, 0.01).step(step + 1, RATE, Steps.gradients()[step], state, weights);
    }
    assertThat(weights).isEqualTo(Steps.after(rule, RATE));
  }

  @Test
  void theGradientIsOnlyRead() {
    float[] gradient = {1, -2};
    new Sgd(0.5, 0.1).step(1, RATE, gradient, new float[1][2], new float[] {3, 4});
    assertThat(gradient).containsExactly(1, -2);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Sgd(1, 0)).hasMessage("momentum 1.0, needs 0 to below 1");
    assertThatThrownBy(() -> new Sgd(-0.1, 0)).hasMessage("momentum -0.1, needs 0 to below 1");
    assertThatThrownBy(() -> new Sgd(0, -1)).hasMessage("weightDecay -1.0, needs 0 or more");
    assertThatThrownBy(() -> new Sgd(Double.NaN, 0)).hasMessageContaining("momentum NaN");
  }
}
