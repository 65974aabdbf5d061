package dev.convoy.network.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule against the paper's formulas in double. */
class AdamTest {
  private static final double RATE = 0.01;

  @ParameterizedTest
  @CsvSource({"0.9, 0.999, 1e-8, 0", "0.9, 0.999, 1e-8, 0.01", "0.5, 0.9, 0.1, 0", "0, 0, 1e-3, 0"})
  void followsItsFormulas(double beta1, double beta2, double epsilon, double weightDecay) {
    float[] actual = Steps.after(new Adam(beta1, beta2, epsilon, weightDecay), RATE);
    for (int i = 0; i < Steps.WEIGHTS; i++) {
      double w = Steps.weights()[i];
      double m = 0;
      double v = 0;
      for (int t = 1; t <= Steps.STEPS; t++) {
        double g = Steps.gradients()[t - 1][i] + weightDecay * w;
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        double meanOfGradient = m / (1 - Math.pow(beta1, t));
        double meanOfSquare = v / (1 - Math.pow(beta2, t));
        w -= RATE * meanOfGradient / (Math.sqrt(meanOfSquare) + epsilon);
      }
      assertThat((double) actual[i])
          .as("weight %s, seed %s", i, Steps.SEED)
          .isCloseTo(w, within(2e-6)); // steps are near the rate; 40 of them, some roundings each
    }
  }

  /** The corrections make the first step as long as the rate, whatever the gradient's size. */
  @Test
  void theFirstStepIsAsLongAsTheRate() {
    float[] weights = {1, 1, 1, 1};
    float[] gradient = {1e-3f, -1e-3f, 1e3f, 0};
    new Adam(0.9, 0.999, 1e-8, 0).step(1, 0.125, gradient, new float[2][4], weights);
    assertThat(weights).containsExactly(new float[] {0.875f, 1.125f, 0.875f, 1}, within(2e-6f));
  }

  @Test
  void allThatLastsIsInTheStateAndTheNumberOfTheStep() {
    Adam rule = new Adam(0.9, 0.999, 1e-8, 0.01);
    float[] weights = Steps.weights();
    float[][] state = Steps.state(rule);
    for (int step = 0; step < Steps.STEPS; step++) {
      new Adam(0.9, 0.999, 1e-8, 0.01)
          .step(step + 1, RATE, Steps.gradients()[step], state, weights);
    }
    assertThat(weights).isEqualTo(Steps.after(rule, RATE));
  }

  /** Zero over zero would make a weight NaN that no gradient reaches. */
  @Test
  void anEpsilonThatVanishesInFloat32IsRefused() {
    assertThatThrownBy(() -> new Adam(0.9, 0.999, 1e-50, 0))
        .hasMessage("epsilon 1.0E-50, needs 1.4E-45 or more");
    float[] weights = {1};
    new Adam(0.9, 0.999, 1e-45, 0).step(1, RATE, new float[1], new float[2][1], weights);
    assertThat(weights).containsExactly(1);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Adam(1, 0.999, 1e-8, 0))
        .hasMessage("beta1 1.0, needs 0 to below 1");
    assertThatThrownBy(() -> new Adam(0.9, 1, 1e-8, 0)).hasMessage("beta2 1.0, needs 0 to below 1");
    assertThatThrownBy(() -> new Adam(0.9, 0.999, 0, 0))
        .hasMessage("epsilon 0.0, needs 1.4E-45 or more");
    assertThatThrownBy(() -> new Adam(0.9, 0.999, 1e-8, -1))
        .hasMessage("weightDecay -1.0, needs 0 or more");
    assertThatThrownBy(
            () ->
                new Adam(0.9, 0.999, 1e-8, 0)
                    .step(0, RATE, new float[1], new float[2][1], new float[1]))
        .hasMessage("step 0, needs 1 or more");
  }
}
