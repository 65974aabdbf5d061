package dev.convoy.onnx.reader;

/**
 * How many values may be made of a model's own: some for arithmetic on sizes, and in proportion to
 * those that it holds. Without it a small file could ask for any amount of memory and time, a
 * little in each of its nodes.
 */
final class ValueBudget {
  private static final long FREE = 1L << 25;
  private static final int TIMES = 16;

  private long held;
  private long spent;

  /** The model holds these values. */
  void hold(long count) {
    held += count;
  }

  /**
   * Values are read or made.
   *
   * @throws OnnxException if they are too many in all
   */
  void spend(long count) {
    spent += count;
    long most = FREE + TIMES * held;
    if (spent > most) {
      throw new OnnxException(
          "constants of %s values computed up to here; known are up to %s in a model that holds %s",
          spent, most, held);
    }
  }
}
