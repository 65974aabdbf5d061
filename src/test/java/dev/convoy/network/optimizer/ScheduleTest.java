package dev.convoy.network.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  @Test
  void constantIsOne() {
    assertThat(new Schedule.Constant().factor(77, 10, 100)).isEqualTo(1);
  }

  @Test
  void stepFallsAfterSoManyEpochs() {
    Schedule step = new Schedule.Step(2, 0.1);
    assertThat(step.factor(0, 10, 100)).isEqualTo(1);
    assertThat(step.factor(19, 10, 100)).isEqualTo(1);
    assertThat(step.factor(20, 10, 100)).isEqualTo(0.1);
    assertThat(step.factor(39, 10, 100)).isEqualTo(0.1);
    assertThat(step.factor(40, 10, 100)).isCloseTo(0.01, ROUNDING);
  }

  @Test
  void cosineIsHalfAWave() {
    Schedule cosine = new Schedule.Cosine(0.1, 0);
    for (int step = 0; step <= 100; step++) {
      double expected = 0.1 + 0.45 * (1 + Math.cos(Math.PI * step / 100));
      assertThat(cosine.factor(step, 10, 100)).as("step %s", step).isCloseTo(expected, ROUNDING);
    }
    assertThat(cosine.factor(101, 10, 100)).isCloseTo(0.1, ROUNDING);
  }

  @Test
  void theRiseBeforeACosineIsEven() {
    Schedule warm = new Schedule.Cosine(0, 4);
    for (int step = 0; step < 4; step++) {
      assertThat(warm.factor(step, 10, 100)).isCloseTo((step + 1) / 5.0, ROUNDING);
    }
    assertThat(warm.factor(4, 10, 100)).isEqualTo(1);
    assertThat(warm.factor(52, 10, 100)).isCloseTo(0.5, ROUNDING);
    assertThat(warm.factor(100, 10, 100)).isCloseTo(0, ROUNDING);
  }

  /** A rise as long as the whole training, or longer. */
  @Test
  void aTrainingMayEndBeforeTheRiseDoes() {
    assertThat(new Schedule.Cosine(0, 10).factor(9, 10, 10)).isCloseTo(10 / 11.0, ROUNDING);
    assertThat(new Schedule.Cosine(0, 50).factor(9, 10, 10)).isCloseTo(10 / 51.0, ROUNDING);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Schedule.Step(0, 0.1))
        .hasMessage("a step every 0 epochs, needs 1 or more");
    assertThatThrownBy(() -> new Schedule.Step(1, 0)).hasMessage("factor 0.0, needs more than 0");
    assertThatThrownBy(() -> new Schedule.Cosine(1.5, 0)).hasMessage("end 1.5, needs 0 to 1");
    assertThatThrownBy(() -> new Schedule.Cosine(0, -1))
        .hasMessage("warmupSteps -1, needs 0 or more");
  }
}
