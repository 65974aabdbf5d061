package dev.convoy.job.sum;

import java.io.Serializable;

/**
 * Sum of losses in whole units of 2^-30, so that it is exact and does not depend on its order.
 *
 * @param units multiples of 2^-30
 */
public record LossSum(long units) implements Serializable {
  public static final LossSum ZERO = new LossSum(0);

  private static final double UNIT = 0x1p-30;

  /**
   * This sum and one more loss, rounded to a unit.
   *
   * @throws ArithmeticException if the sum exceeds 8.5 thousand million
   */
  public LossSum plus(double loss) {
    return new LossSum(Math.addExact(units, Math.round(loss / UNIT)));
  }

  public LossSum plus(LossSum other) {
    return new LossSum(Math.addExact(units, other.units));
  }

  public double value() {
    return units * UNIT;
  }
}
