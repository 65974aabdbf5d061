package dev.convoy.compute;

import dev.convoy.compute.micro.ArithmeticKernels;
import dev.convoy.tensor.Check;

/**
 * Arithmetic on two arrays, value by value, axes of size 1 repeated.
 *
 * <pre>
 *   a  float32, shape {@link Broadcast#a}
 *   b  float32, shape {@link Broadcast#b}
 *   y  float32, shape {@link Broadcast#output}   set; may be a or b itself if that has the shape of y
 *   y = a (op) b
 * </pre>
 *
 * <p>Backward is in {@link ArithmeticGradient}.
 */
public final class BroadcastArithmetic {
  private BroadcastArithmetic() {}

  /**
   * Forward; see the class for arrays and formula.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(
      Arithmetic operation, Broadcast g, float[] a, float[] b, float[] y, Workspace ws) {
    Check.length(operation, "a", a, g.a());
    Check.length(operation, "b", b, g.b());
    Check.length(operation, "y", y, g.output());
    g.forEachBlock(
        (aAt, bAt, yAt) ->
            rows(
                operation,
                g.rows(),
                g.count(),
                a,
                aAt,
                g.aStep(),
                g.aRowStep(),
                b,
                bAt,
                g.bStep(),
                g.bRowStep(),
                y,
                yAt,
                ws));
  }

  /** Two arrays of one shape, the values from {@code at} on. */
  public static void forward(
      Arithmetic operation, int at, int count, float[] a, float[] b, float[] y, Workspace ws) {
    Check.length(operation, "a", a, (long) at + count);
    Check.length(operation, "b", b, (long) at + count);
    Check.length(operation, "y", y, (long) at + count);
    rows(operation, 1, count, a, at, 1, 0, b, at, 1, 0, y, at, ws);
  }

  /**
   * An array and a constant that is repeated along it: {@code y = a (op) constant}.
   *
   * @param at where in {@code a} and {@code y} the values begin: at the first of a repetition
   * @param count of values, whole repetitions
   * @param constant one number, or one for every channel
   */
  public static void forwardConstantRight(
      Arithmetic operation,
      int at,
      int count,
      float[] a,
      float[] constant,
      float[] y,
      Workspace ws) {
    int c = constant.length;
    Check.length(operation, "a", a, (long) at + count);
    Check.length(operation, "y", y, (long) at + count);
    if (c == 1) {
      rows(operation, 1, count, a, at, 1, 0, constant, 0, 0, 0, y, at, ws);
    } else {
      rows(operation, count / c, c, a, at, 1, c, constant, 0, 1, 0, y, at, ws);
    }
  }

  /** As {@link #forwardConstantRight}: {@code y = constant (op) b}. */
  public static void forwardConstantLeft(
      Arithmetic operation,
      int at,
      int count,
      float[] constant,
      float[] b,
      float[] y,
      Workspace ws) {
    int c = constant.length;
    Check.length(operation, "b", b, (long) at + count);
    Check.length(operation, "y", y, (long) at + count);
    if (c == 1) {
      rows(operation, 1, count, constant, 0, 0, 0, b, at, 1, 0, y, at, ws);
    } else {
      rows(operation, count / c, c, constant, 0, 1, 0, b, at, 1, c, y, at, ws);
    }
  }

  /**
   * Rows of {@code count} values; from one to the next it is a step, from row to row a row step.
   */
  private static void rows(
      Arithmetic operation,
      int rows,
      int count,
      float[] a,
      int aAt,
      int aStep,
      int aRowStep,
      float[] b,
      int bAt,
      int bStep,
      int bRowStep,
      float[] y,
      int yAt,
      Workspace ws) {
    if (operation == Arithmetic.POWER) {
      for (int r = 0; r < rows; r++) {
        int aRow = aAt + r * aRowStep;
        int bRow = bAt + r * bRowStep;
        power(count, a, aRow, aStep, b, bRow, bStep, y, yAt + r * count);
      }
      return;
    }
    ArithmeticKernels kernels = ws.kernels().arithmetic();
    ArithmeticKernels.Operation step = step(operation);
    if (aStep == 0) {
      kernels.numberAndRows(step, rows, count, a, aAt, aRowStep, b, bAt, bRowStep, y, yAt);
    } else if (bStep == 0) {
      kernels.rowsAndNumber(step, rows, count, a, aAt, aRowStep, b, bAt, bRowStep, y, yAt);
    } else {
      kernels.rows(step, rows, count, a, aAt, aRowStep, b, bAt, bRowStep, y, yAt);
    }
  }

  private static void power(
      int count, float[] a, int aAt, int aStep, float[] b, int bAt, int bStep, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Arithmetic.power(a[aAt + i * aStep], b[bAt + i * bStep]);
    }
  }

  private static ArithmeticKernels.Operation step(Arithmetic operation) {
    return switch (operation) {
      case ADD -> ArithmeticKernels.Operation.ADD;
      case SUBTRACT -> ArithmeticKernels.Operation.SUBTRACT;
      case MULTIPLY -> ArithmeticKernels.Operation.MULTIPLY;
      case DIVIDE -> ArithmeticKernels.Operation.DIVIDE;
      case MINIMUM -> ArithmeticKernels.Operation.MINIMUM;
      case MAXIMUM -> ArithmeticKernels.Operation.MAXIMUM;
      case POWER -> throw Check.failure("a power has no kernel");
    };
  }
}
