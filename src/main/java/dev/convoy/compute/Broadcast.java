package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;

/**
 * How two arrays meet value by value when an axis of one may be 1: it is repeated along the other's
 * (NumPy's rules; missing outer axes count as 1).
 *
 * <pre>
 *   a       [8, 14, 14, 96]          neighbouring axes that are repeated alike become one:
 *   b       [8,  1,  1, 96]            a [8, 196, 96]   b [8, 1, 96]
 *   output  [8, 14, 14, 96]          8 blocks of 196 rows of 96 values
 * </pre>
 *
 * @see <a href="https://numpy.org/doc/stable/user/basics.broadcasting.html">NumPy: broadcasting</a>
 */
public final class Broadcast {
  /** Rows of values in one block. */
  @FunctionalInterface
  interface Block {
    /** The rows whose first values lie here in the arrays. */
    void rows(int aAt, int bAt, int yAt);
  }

  private final Shape a;
  private final Shape b;
  private final Shape output;
  private final int axes;
  private final int[] sizes;
  private final int[] aSteps;
  private final int[] bSteps;

  private Broadcast(Shape a, Shape b, Shape output) {
    this.a = a;
    this.b = b;
    this.output = output;
    int rank = output.rank();
    int[] size = new int[rank + 2]; // two more, so that there are always rows
    int[] aStep = new int[rank + 2];
    int[] bStep = new int[rank + 2];
    int count = 0; // axes so far, the innermost first
    int aFloats = 1;
    int bFloats = 1;
    for (int axis = 1; axis <= rank; axis++) {
      int wide = output.size(rank - axis);
      if (wide == 1) {
        continue;
      }
      int aSize = sizeFromEnd(a, axis);
      int bSize = sizeFromEnd(b, axis);
      int aNext = aSize == 1 ? 0 : aFloats;
      int bNext = bSize == 1 ? 0 : bFloats;
      boolean joins =
          count > 0
              && (aStep[count - 1] == 0) == (aNext == 0)
              && (bStep[count - 1] == 0) == (bNext == 0);
      if (joins) {
        size[count - 1] *= wide;
      } else {
        size[count] = wide;
        aStep[count] = aNext;
        bStep[count] = bNext;
        count++;
      }
      aFloats *= aSize;
      bFloats *= bSize;
    }
    for (; count < 2; count++) {
      size[count] = 1;
      aStep[count] = count == 0 ? 1 : 0;
      bStep[count] = count == 0 ? 1 : 0;
    }
    this.axes = count;
    this.sizes = Arrays.copyOf(size, count);
    this.aSteps = Arrays.copyOf(aStep, count);
    this.bSteps = Arrays.copyOf(bStep, count);
  }

  private static int sizeFromEnd(Shape shape, int axis) {
    return axis <= shape.rank() ? shape.size(shape.rank() - axis) : 1;
  }

  /**
   * Of two shapes.
   *
   * @throws IllegalArgumentException if an axis is neither the same in both nor 1 in one of them
   */
  public static Broadcast of(Shape a, Shape b) {
    int[] sizes = new int[Math.max(a.rank(), b.rank())];
    for (int axis = 1; axis <= sizes.length; axis++) {
      int aSize = sizeFromEnd(a, axis);
      int bSize = sizeFromEnd(b, axis);
      Check.that(
          aSize == bSize || aSize == 1 || bSize == 1,
          "shapes %s and %s do not meet: every axis must be the same in both or 1 in one",
          a,
          b);
      sizes[sizes.length - axis] = aSize == 1 ? bSize : aSize;
    }
    return new Broadcast(a, b, Shape.of(sizes));
  }

  /** The left shape. */
  public Shape a() {
    return a;
  }

  /** The right shape. */
  public Shape b() {
    return b;
  }

  /** The shape of the output. */
  public Shape output() {
    return output;
  }

  /** Values of a row. */
  int count() {
    return sizes[0];
  }

  /** Rows of a block. */
  int rows() {
    return sizes[1];
  }

  /** From a value of a row to the next in {@code a}: 1, or 0 if a row has one number. */
  int aStep() {
    return aSteps[0];
  }

  int bStep() {
    return bSteps[0];
  }

  /** From a row to the next in {@code a}; 0 repeats it. */
  int aRowStep() {
    return aSteps[1];
  }

  int bRowStep() {
    return bSteps[1];
  }

  /** Calls for every block, in the order of the output. */
  void forEachBlock(Block block) {
    if (output.count() == 0) {
      return;
    }
    int[] index = new int[axes];
    int blockFloats = sizes[0] * sizes[1];
    int end = output.length();
    int aAt = 0;
    int bAt = 0;
    for (int yAt = 0; yAt < end; yAt += blockFloats) {
      block.rows(aAt, bAt, yAt);
      for (int axis = 2; axis < axes; axis++) {
        aAt += aSteps[axis];
        bAt += bSteps[axis];
        if (++index[axis] < sizes[axis]) {
          break;
        }
        aAt -= sizes[axis] * aSteps[axis];
        bAt -= sizes[axis] * bSteps[axis];
        index[axis] = 0;
      }
    }
  }
}
