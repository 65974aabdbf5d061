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

  /** A tensor of zeros. */
  public static Tensor zeros(Shape shape) {
    return new Tensor(shape, new float[shape.length()]);
  }
}
