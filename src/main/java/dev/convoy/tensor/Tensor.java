package dev.convoy.tensor;

import java.io.Serializable;

/**
 * A block of float32 numbers with a shape: row-major, the innermost size contiguous (NHWC for
 * images, HWIO for filters). The array is not copied: who holds a tensor may read it, who made it
 * may write it.
 *
 * @param shape sizes in elements
 * @param data exactly {@code shape.count()} values
 */
public record Tensor(Shape shape, float[] data) implements Serializable {
  public Tensor {
    Check.that(
        data.length == shape.count(),
        "tensor %s: needs %s values, has %s",
        shape,
        shape.count(),
        data.length);
  }

  /**
   * A copy with its axes in another order.
   *
   * @param axes of this tensor, in the copy's order
   */
  public Tensor permuted(int... axes) {
    Check.that(axes.length == shape.rank(), "tensor %s: %s axes", shape, axes.length);
    int[] sizes = new int[axes.length];
    long[] steps = new long[axes.length];
    int[] strides = StridedCopy.strides(shape.toArray());
    for (int i = 0; i < axes.length; i++) {
      sizes[i] = shape.size(axes[i]);
      steps[i] = strides[axes[i]];
    }
    float[] values = new float[data.length];
    new StridedCopy(sizes, 0, steps).floats(data, values);
    return new Tensor(Shape.of(sizes), values);
  }

  /** The same values under other sizes. */
  public Tensor reshaped(int... sizes) {
    return new Tensor(Shape.of(sizes), data);
  }

  /** A tensor of zeros. */
  public static Tensor zeros(Shape shape) {
    return new Tensor(shape, new float[shape.length()]);
  }
}
