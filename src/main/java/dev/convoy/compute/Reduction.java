package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Means, sums, largest or smallest values along any axes of every image.
 *
 * <pre>
 *   x  float32 [N, input]    images of any rank
 *   y  float32 [N, output]   set; the axes have size 1 there
 * </pre>
 *
 * <p>Values are taken in the order they lie in memory. Along the innermost axis four sums are built
 * in turn, of every fourth value each, and then added up: shorter chains, the same bits everywhere.
 */
public final class Reduction {
  private final Reduce operation;
  private final int inputFloats;
  private final int outputFloats;
  private final int count;

  /** Sizes of the input's axes; neighbours of one kind count as one. */
  private final int[] sizes;

  /** Step along each of them in the input, and in the output: 0 where it is reduced. */
  private final int[] from;

  private final int[] to;

  private Reduction(Reduce operation, Shape input, List<Integer> axes) {
    this.operation = operation;
    this.inputFloats = input.length();
    this.outputFloats = outputShape(input, axes).length();
    this.count = inputFloats / Math.max(1, outputFloats);
    List<Integer> merged = new ArrayList<>();
    List<Boolean> kept = new ArrayList<>();
    for (int axis = 0; axis < input.rank(); axis++) {
      boolean keep = !axes.contains(axis);
      int end = merged.size() - 1;
      if (end >= 0 && kept.get(end) == keep) {
        merged.set(end, merged.get(end) * input.size(axis));
      } else {
        merged.add(input.size(axis));
        kept.add(keep);
      }
    }
    this.sizes = merged.stream().mapToInt(Integer::intValue).toArray();
    this.from = new int[sizes.length];
    this.to = new int[sizes.length];
    int fromStep = 1;
    int toStep = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      from[i] = fromStep;
      to[i] = kept.get(i) ? toStep : 0;
      fromStep *= sizes[i];
      toStep *= kept.get(i) ? sizes[i] : 1;
    }
  }

  /**
   * Works out the loops.
   *
   * @param input shape of one image, of rank 1 or more
   * @param axes which of its axes are reduced, each at most once
   * @throws IllegalArgumentException if {@code axes} are not axes of {@code input}, or have no
   *     values
   */
  public static Reduction of(Reduce operation, Shape input, List<Integer> axes) {
    Check.that(input.rank() > 0 && input.count() > 0, "reduce: input %s has no values", input);
    return new Reduction(operation, input, List.copyOf(axes));
  }

  /**
   * Shape of an image afterwards.
   *
   * @throws IllegalArgumentException if {@code axes} are not axes of {@code input}
   */
  public static Shape outputShape(Shape input, List<Integer> axes) {
    int[] sizes = input.toArray();
    for (int axis : axes) {
      boolean first = axes.indexOf(axis) == axes.lastIndexOf(axis);
      Check.that(
          axis >= 0 && axis < sizes.length && first,
          "reduce: axes %s, needs different axes of %s",
          axes,
          input);
      sizes[axis] = 1;
    }
    return Shape.of(sizes);
  }

  /**
   * Forward; see the class for arrays.
   *
   * @param n images
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void forward(int n, float[] x, float[] y) {
    Check.length("reduce x", x, (long) n * inputFloats);
    Check.length("reduce y", y, (long) n * outputFloats);
    int end = n * outputFloats;
    Arrays.fill(y, 0, end, operation.start());
    for (int image = 0; image < n; image++) {
      reduce(0, x, image * inputFloats, y, image * outputFloats);
    }
    if (operation == Reduce.MEAN) {
      for (int i = 0; i < end; i++) {
        y[i] /= count;
      }
    }
  }

  private void reduce(int axis, float[] x, int xAt, float[] y, int yAt) {
    int size = sizes[axis];
    if (axis < sizes.length - 1) {
      for (int i = 0; i < size; i++) {
        reduce(axis + 1, x, xAt + i * from[axis], y, yAt + i * to[axis]);
      }
      return;
    }
    boolean along = to[axis] == 0;
    switch (operation) {
      case MEAN, SUM -> {
        if (along) {
          y[yAt] += sum(x, xAt, size);
        } else {
          for (int i = 0; i < size; i++) {
            y[yAt + i] += x[xAt + i];
          }
        }
      }
      case MAX -> {
        for (int i = 0; i < size; i++) {
          int at = along ? yAt : yAt + i;
          y[at] = Math.max(y[at], x[xAt + i]);
        }
      }
      case MIN -> {
        for (int i = 0; i < size; i++) {
          int at = along ? yAt : yAt + i;
          y[at] = Math.min(y[at], x[xAt + i]);
        }
      }
    }
  }

  private static float sum(float[] x, int at, int count) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += x[at + i];
      b += x[at + i + 1];
      c += x[at + i + 2];
      d += x[at + i + 3];
    }
    for (; i < count; i++) {
      a += x[at + i];
    }
    return (a + b) + (c + d);
  }

  /**
   * Gradient of the input. Of a sum, each value gets the output's gradient, of a mean its share;
   * else the first of the largest or smallest values gets it all.
   *
   * <pre>
   *   x           float32 [N, input]    input of {@link #forward}; of means and sums may be empty
   *   gradOutput  float32 [N, output]
   *   gradInput   float32 [N, input]    set
   * </pre>
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void gradInput(int n, float[] x, float[] gradOutput, float[] gradInput, Workspace ws) {
    Check.length("reduce gradOutput", gradOutput, (long) n * outputFloats);
    Check.length("reduce gradInput", gradInput, (long) n * inputFloats);
    int end = n * outputFloats;
    float[] left = ws.floats(Workspace.Scratch.GRADIENT_LEFT, end);
    boolean linear = operation == Reduce.MEAN || operation == Reduce.SUM;
    for (int i = 0; i < end; i++) {
      left[i] = operation == Reduce.MEAN ? gradOutput[i] / count : gradOutput[i];
    }
    float[] y = linear ? left : ws.floats(Workspace.Scratch.REDUCED, end);
    if (!linear) {
      forward(n, x, y);
    }
    for (int image = 0; image < n; image++) {
      int xAt = image * inputFloats;
      int yAt = image * outputFloats;
      if (linear) {
        giveAll(0, left, yAt, gradInput, xAt);
      } else {
        giveFirst(0, x, xAt, y, left, yAt, gradInput);
      }
    }
  }

  private void giveAll(int axis, float[] left, int yAt, float[] gradInput, int xAt) {
    if (axis < sizes.length - 1) {
      for (int i = 0; i < sizes[axis]; i++) {
        giveAll(axis + 1, left, yAt + i * to[axis], gradInput, xAt + i * from[axis]);
      }
    } else if (to[axis] == 0) {
      Arrays.fill(gradInput, xAt, xAt + sizes[axis], left[yAt]);
    } else {
      System.arraycopy(left, yAt, gradInput, xAt, sizes[axis]);
    }
  }

  /** A winner takes what is left of its output's gradient: the first all, the others nothing. */
  private void giveFirst(
      int axis, float[] x, int xAt, float[] y, float[] left, int yAt, float[] gradInput) {
    for (int i = 0; i < sizes[axis]; i++) {
      int source = xAt + i * from[axis];
      int at = yAt + i * to[axis];
      if (axis < sizes.length - 1) {
        giveFirst(axis + 1, x, source, y, left, at, gradInput);
      } else if (x[source] == y[at] || Float.isNaN(x[source])) {
        gradInput[source] = left[at];
        left[at] = 0f;
      } else {
        gradInput[source] = 0f;
      }
    }
  }
}
