package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Picks elements along the axes of every image: slices, padding, repeated pixels, chosen channels.
 *
 * <pre>
 *   x  float32 [N, input]    images of any rank
 *   y  float32 [N, output]   set
 *   y[n, i0, i1, ...] = x[n, table0[i0], table1[i1], ...], or a constant where a table says NONE
 * </pre>
 *
 * <p>Neighbours that stay neighbours are copied as one run.
 */
public final class Pick {
  /** In a table: no element of the input but the constant. */
  public static final int NONE = -1;

  private static final int LEAST_RUN = 8; // below that copying one by one is faster

  private final Shape output;
  private final int imageFloats;
  private final float constant;

  /** For each axis and output index: where that is in the input, floats; or NONE. */
  private final int[][] from;

  /** Step along each axis in the output. */
  private final int[] to;

  /** Behind this axis, everything is picked in its order. */
  private final int last;

  /** One row of the output along {@code last}: runs of neighbours, or NONE in the input. */
  private final int[] runFrom;

  private final int[] runTo;

  private Pick(Shape input, List<int[]> tables, float constant) {
    this.output = Shape.of(tables.stream().mapToInt(table -> table.length).toArray());
    this.imageFloats = input.length();
    this.constant = constant;
    this.from = new int[input.rank()][];
    this.to = new int[input.rank()];
    int lastPicked = 0;
    int step = 1;
    int outputStep = 1;
    for (int axis = input.rank() - 1; axis >= 0; axis--) {
      int[] table = tables.get(axis);
      int size = input.size(axis);
      int inputStep = step;
      from[axis] = Arrays.stream(table).map(i -> i == NONE ? NONE : i * inputStep).toArray();
      to[axis] = outputStep;
      boolean all = Arrays.equals(table, all(size));
      lastPicked = all ? lastPicked : Math.max(lastPicked, axis);
      step *= size;
      outputStep = Math.multiplyExact(outputStep, table.length);
    }
    this.last = lastPicked;
    int[] row = from[last];
    int floats = to[last];
    int[] starts = new int[row.length];
    int runs = 0;
    for (int i = 0; i < row.length; i++) {
      boolean goesOn =
          i > 0
              && (row[i] == NONE
                  ? row[i - 1] == NONE
                  : row[i - 1] != NONE && row[i] == row[i - 1] + floats);
      if (!goesOn) {
        starts[runs++] = i;
      }
    }
    this.runFrom = Arrays.stream(starts).limit(runs).map(i -> row[i]).toArray();
    this.runTo = Arrays.copyOf(starts, runs + 1);
    runTo[runs] = row.length;
    for (int run = 0; run <= runs; run++) {
      runTo[run] *= floats;
    }
  }

  /**
   * Works out what is copied from where.
   *
   * @param input shape of one image, of rank 1 or more
   * @param tables one for each axis: the input's index for each index of the output, or {@link
   *     #NONE}
   * @param constant stands where a table says NONE
   * @throws IllegalArgumentException if there are more or fewer tables than axes, or an index lies
   *     outside the input
   */
  public static Pick of(Shape input, List<int[]> tables, float constant) {
    Check.that(
        input.rank() > 0 && tables.size() == input.rank(),
        "pick: %s tables for an input %s",
        tables.size(),
        input);
    for (int axis = 0; axis < tables.size(); axis++) {
      for (int index : tables.get(axis)) {
        Check.that(
            index >= NONE && index < input.size(axis),
            "pick: index %s on axis %s of input %s",
            index,
            axis,
            input);
      }
    }
    return new Pick(input, tables, constant);
  }

  /** The table that picks all of {@code size} indices in their order. */
  public static int[] all(int size) {
    int[] table = new int[size];
    Arrays.setAll(table, i -> i);
    return table;
  }

  /** Shape of an image afterwards. */
  public Shape outputShape() {
    return output;
  }

  /**
   * Forward; see the class for arrays.
   *
   * @param n images
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void forward(int n, float[] x, float[] y) {
    Check.length("pick x", x, (long) n * imageFloats);
    Check.length("pick y", y, output.batch(n));
    int outputFloats = output.length();
    for (int image = 0; image < n; image++) {
      pick(0, x, image * imageFloats, y, image * outputFloats);
    }
  }

  private void pick(int axis, float[] x, int xAt, float[] y, int yAt) {
    if (axis == last) {
      pickRow(x, xAt, y, yAt);
      return;
    }
    for (int i = 0; i < from[axis].length; i++) {
      int at = yAt + i * to[axis];
      if (from[axis][i] == NONE) {
        Arrays.fill(y, at, at + to[axis], constant);
      } else {
        pick(axis + 1, x, xAt + from[axis][i], y, at);
      }
    }
  }

  private void pickRow(float[] x, int xAt, float[] y, int yAt) {
    for (int run = 0; run < runFrom.length; run++) {
      int at = yAt + runTo[run];
      int end = yAt + runTo[run + 1];
      if (runFrom[run] == NONE) {
        Arrays.fill(y, at, end, constant);
      } else if (end - at >= LEAST_RUN) {
        System.arraycopy(x, xAt + runFrom[run], y, at, end - at);
      } else {
        for (int source = xAt + runFrom[run]; at < end; at++, source++) {
          y[at] = x[source];
        }
      }
    }
  }

  /**
   * Gradient of the input: each element gets the sum over the places it was copied to, in their
   * order.
   *
   * <pre>
   *   gradOutput  float32 [N, output]
   *   gradInput   float32 [N, input]    set
   * </pre>
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void gradInput(int n, float[] gradOutput, float[] gradInput) {
    Check.length("pick gradOutput", gradOutput, output.batch(n));
    Check.length("pick gradInput", gradInput, (long) n * imageFloats);
    Arrays.fill(gradInput, 0, n * imageFloats, 0f);
    int outputFloats = output.length();
    for (int image = 0; image < n; image++) {
      giveBack(0, gradOutput, image * outputFloats, gradInput, image * imageFloats);
    }
  }

  private void giveBack(int axis, float[] gradOutput, int yAt, float[] gradInput, int xAt) {
    if (axis == last) {
      giveBackRow(gradOutput, yAt, gradInput, xAt);
      return;
    }
    for (int i = 0; i < from[axis].length; i++) {
      if (from[axis][i] != NONE) {
        giveBack(axis + 1, gradOutput, yAt + i * to[axis], gradInput, xAt + from[axis][i]);
      }
    }
  }

  private void giveBackRow(float[] gradOutput, int yAt, float[] gradInput, int xAt) {
    for (int run = 0; run < runFrom.length; run++) {
      int count = runTo[run + 1] - runTo[run];
      int at = yAt + runTo[run];
      int target = xAt + runFrom[run];
      for (int i = 0; runFrom[run] != NONE && i < count; i++) {
        gradInput[target + i] += gradOutput[at + i];
      }
    }
  }
}
