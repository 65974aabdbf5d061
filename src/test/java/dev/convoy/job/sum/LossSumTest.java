package dev.convoy.job.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LossSumTest {
  private static final long SEED = 21;

  @Test
  void neitherOrderNorGroupingChangesTheSum() {
    Random random = new Random(SEED);
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      losses.add(Math.exp(20 * random.nextDouble() - 15));
    }
    LossSum inOrder = sum(losses);
    for (int trial = 0; trial < 10; trial++) {
      Collections.shuffle(losses, random);
      int cut = random.nextInt(losses.size());
      LossSum left = sum(losses.subList(0, cut));
      LossSum right = sum(losses.subList(cut, losses.size()));
      assertThat(left.plus(right)).isEqualTo(inOrder).isEqualTo(right.plus(left));
    }
    double expected = losses.stream().mapToDouble(Double::doubleValue).sum(); // compensated
    assertThat(inOrder.value()).isCloseTo(expected, Offset.offset(losses.size() * 0x1p-31));
  }

  private static LossSum sum(List<Double> losses) {
    LossSum sum = LossSum.ZERO;
    for (double loss : losses) {
      sum = sum.plus(loss);
    }
    return sum;
  }

  @Test
  void aUnitIsTwoToTheMinusThirty() {
    assertThat(LossSum.ZERO.value()).isZero();
    assertThat(LossSum.ZERO.plus(2.5).value()).isEqualTo(2.5);
    assertThat(LossSum.ZERO.plus(0x1p-30).units()).isEqualTo(1);
    assertThat(LossSum.ZERO.plus(0x0.7p-30).units()).isZero();
  }

  @Test
  void whatCannotBeSummedIsRefused() {
    LossSum large = LossSum.ZERO.plus(8e9);
    assertThat(large.value()).isEqualTo(8e9);
    assertThatThrownBy(() -> large.plus(1e9))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("losses of 8.0E9 and 1.0E9 together exceed");
    assertThatThrownBy(() -> large.plus(large)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> LossSum.ZERO.plus(1e10))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("1.0E10");
    assertThatThrownBy(() -> LossSum.ZERO.plus(Double.NaN))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("NaN");
  }
}
