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
  private static final double LIMIT = 0x1p33; // of a long, in units

  /**
   * This sum and one more loss, rounded to a unit.
   *
   * @throws ArithmeticException if the loss is not finite, or the sum exceeds 8.5 thousand million
   */
  public LossSum plus(double loss) {
    if (!(Math.abs(loss) < LIMIT)) { // rounding would make 0 of NaN, and the limit of all above it
      throw new ArithmeticException("a loss of " + loss + " cannot be summed");
    }
    return plus(new LossSum(Math.round(loss / UNIT)));
  }

  /**
   * The sum of both.
   *
   * @throws ArithmeticException if it exceeds 8.5 thousand million
   */
  public LossSum plus(LossSum other) {
    long sum = units + other.units;
    if (((units ^ sum) & (other.units ^ sum)) < 0) {
      throw new ArithmeticException(
          "losses of %s and %s together exceed what a sum holds, %s"
              .formatted(value(), other.value(), LIMIT));
    }
    return new LossSum(sum);
  }

  public double value() {
    return units * UNIT;
  }
}
