package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exchanges the axes of every image: a transpose of any rank.
 *
 * <pre>
 *   x  float32 [N, input]    images of any rank
 *   y  float32 [N, output]   set; output axis i is input axis axes[i]
 * </pre>
 *
 * <p>Axes of size 1 fall away, and neighbours that stay neighbours count as one. Then either the
 * innermost axis stays, and its runs are copied whole, or it changes places with another one: a
 * transpose of matrices, done in squares so that every cache line is used while it is there.
 */
public final class Permute {
  /** Rows and columns of a square: a row is one cache line of 64 bytes. */
  private static final int SQUARE = 16;

  private final Shape input;
  private final List<Integer> axes;
  private final int imageFloats;

  /** Sizes of the output's axes, outermost first, as far as they are left. */
  private final int[] sizes;

  /** Step along each of them in the input, and in the output. */
  private final int[] from;

  private final int[] to;

  /** Which of them is the innermost of the input. */
  private final int inner;

  private Permute(Shape input, List<Integer> axes) {
    this.input = input;
    this.axes = axes;
    this.imageFloats = input.length();
    List<int[]> left = new ArrayList<>();
    for (int axis : axes) {
      addAxis(left, input.size(axis), step(input, axis));
    }
    if (left.isEmpty()) {
      left.add(new int[] {1, 1});
    }
    this.sizes = left.stream().mapToInt(axis -> axis[0]).toArray();
    this.from = left.stream().mapToInt(axis -> axis[1]).toArray();
    this.to = new int[sizes.length];
    int step = 1;
    int innermost = sizes.length - 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      to[i] = step;
      step *= sizes[i];
      innermost = from[i] == 1 ? i : innermost;
    }
    this.inner = innermost;
  }

  private static int step(Shape shape, int axis) {
    int step = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      step *= shape.size(i);
    }
    return step;
  }

  private static void addAxis(List<int[]> left, int size, int step) {
    int[] before = left.isEmpty() ? new int[] {0, 0} : left.get(left.size() - 1);
    if (before[1] == (long) size * step && before[1] > 0) {
      before[0] *= size;
      before[1] = step;
    } else if (size != 1) {
      left.add(new int[] {size, step});
    }
  }

  /**
   * Works out the loops.
   *
   * @param input shape of one image
   * @param axes every axis of it once
   * @throws IllegalArgumentException if {@code axes} are others
   */
  public static Permute of(Shape input, List<Integer> axes) {
    outputShape(input, axes);
    return new Permute(input, List.copyOf(axes));
  }

  /**
   * Shape of an image afterwards.
   *
   * @throws IllegalArgumentException if {@code axes} are not the axes of {@code input}
   */
  public static Shape outputShape(Shape input, List<Integer> axes) {
    int[] sorted = axes.stream().mapToInt(Integer::intValue).sorted().toArray();
    boolean fits = sorted.length == input.rank();
    for (int i = 0; fits && i < sorted.length; i++) {
      fits = sorted[i] == i;
    }
    Check.that(fits, "permute: axes %s, needs each axis of %s once", axes, input);
    return Shape.of(axes.stream().mapToInt(input::size).toArray());
  }

  /** The permutation back, which is also the gradient of this one. */
  public Permute inverse() {
    Integer[] back = new Integer[axes.size()];
    for (int i = 0; i < back.length; i++) {
      back[axes.get(i)] = i;
    }
    return new Permute(outputShape(input, axes), Arrays.asList(back));
  }

  /**
   * Forward; see the class for arrays.
   *
   * @param n images
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void forward(int n, float[] x, float[] y) {
    Check.length("permute x", x, (long) n * imageFloats);
    Check.length("permute y", y, (long) n * imageFloats);
    for (int image = 0; image < n; image++) {
      copy(0, x, image * imageFloats, y, image * imageFloats);
    }
  }

  private void copy(int axis, float[] x, int xAt, float[] y, int yAt) {
    int last = sizes.length - 1;
    if (axis < last && axis != inner) {
      for (int i = 0; i < sizes[axis]; i++) {
        copy(axis + 1, x, xAt + i * from[axis], y, yAt + i * to[axis]);
      }
    } else if (axis < last) {
      copy(axis + 1, x, xAt, y, yAt);
    } else if (inner == last) {
      System.arraycopy(x, xAt, y, yAt, sizes[last]);
    } else {
      transpose(x, xAt, y, yAt);
    }
  }

  /** Rows are along the axis that is innermost in the input, columns along that of the output. */
  private void transpose(float[] x, int xAt, float[] y, int yAt) {
    int rows = sizes[inner];
    int columns = sizes[sizes.length - 1];
    int xStep = from[sizes.length - 1];
    int yStep = to[inner];
    for (int row = 0; row < rows; row += SQUARE) {
      int lastRow = Math.min(row + SQUARE, rows);
      for (int column = 0; column < columns; column += SQUARE) {
        int lastColumn = Math.min(column + SQUARE, columns);
        for (int i = row; i < lastRow; i++) {
          for (int j = column; j < lastColumn; j++) {
            y[yAt + i * yStep + j] = x[xAt + i + j * xStep];
          }
        }
      }
    }
  }
}
