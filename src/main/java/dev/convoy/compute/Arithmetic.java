package dev.convoy.compute;

/** What is done with two numbers, in {@link BroadcastArithmetic}. */
public enum Arithmetic {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  /** In the sense of {@link Math#min}: NaN if one is NaN. */
  MINIMUM,
  /** In the sense of {@link Math#max}: NaN if one is NaN. */
  MAXIMUM,
  /** The left number raised to the right one, as {@link Math#pow}. */
  POWER;

  /** Whether the gradients need the numbers themselves. */
  public boolean gradientReadsInputs() {
    return this != ADD && this != SUBTRACT;
  }

  /** Of two numbers, {@code StrictMath.pow} in double but for the commonest exponents. */
  static float power(float base, float exponent) {
    if (exponent == 2f) {
      return base * base;
    }
    return exponent == 1f ? base : (float) StrictMath.pow(base, exponent);
  }
}
