package dev.convoy.compute.micro;

/**
 * Arithmetic on rows of two arrays, value by value.
 *
 * <pre>
 *   y[yAt + r * count + i] = a[aAt + r * aStep + i] (op) b[bAt + r * bStep + i]
 *   0 &lt;= r &lt; rows,  0 &lt;= i &lt; count
 * </pre>
 *
 * <p>In two forms one side has one number for a whole row, {@code a[aAt + r * aStep]}. A step of 0
 * repeats a row. {@code y} may be one of the others where each of its values lies at the same
 * place. All is in floats; the caller makes sure that it lies inside the arrays.
 */
public interface ArithmeticKernels {
  /** What is done with two numbers; the last two as {@link Math#min} and {@link Math#max}. */
  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MINIMUM,
    MAXIMUM
  }

  /** Rows with rows. */
  void rows(
      Operation operation,
      int rows,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] y,
      int yAt);

  /** One number on the left with each row: {@code a (op) b[i]}. */
  void numberAndRows(
      Operation operation,
      int rows,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] y,
      int yAt);

  /** Each row with one number on the right: {@code a[i] (op) b}. */
  void rowsAndNumber(
      Operation operation,
      int rows,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] y,
      int yAt);

  /**
   * A rectifier with slopes of its own for each value: {@code y[i] = x[i] < 0 ? slope[i] * x[i] :
   * x[i]}, rows with rows as above.
   */
  void rectifiedRows(
      int rows,
      int count,
      float[] x,
      int xAt,
      int xStep,
      float[] slope,
      int slopeAt,
      int slopeStep,
      float[] y,
      int yAt);

  /** As {@link #rectifiedRows}, with one slope for a whole row. */
  void rectifiedByNumber(
      int rows,
      int count,
      float[] x,
      int xAt,
      int xStep,
      float[] slope,
      int slopeAt,
      int slopeStep,
      float[] y,
      int yAt);
}
