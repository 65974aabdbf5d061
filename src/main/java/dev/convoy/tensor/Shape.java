package dev.convoy.tensor;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor, outermost first, in elements. Images are NHWC: image, row, column,
 * channel.
 *
 * <p>A shape has rank 0 (one number) to any rank; every size is at least 0. Within a network shapes
 * are per image, so without N: {@code [28, 28, 1]} for a picture, {@code [64]} for a feature
 * vector. {@link #h()}, {@link #w()} and {@link #c()} count from the end, so they serve both forms.
 */
public final class Shape implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] sizes;
  private final long count;

  private Shape(int[] sizes) {
    long product = 1;
    for (int size : sizes) {
      Check.that(size >= 0, "shape %s: sizes must not be negative", Arrays.toString(sizes));
      product = Math.multiplyExact(product, size);
    }
    this.sizes = sizes;
    this.count = product;
  }

  /**
   * A shape of the given sizes.
   *
   * @throws IllegalArgumentException if a size is negative
   * @throws ArithmeticException if the number of elements exceeds a {@code long}
   */
  public static Shape of(int... sizes) {
    return new Shape(sizes.clone());
  }

  public int rank() {
    return sizes.length;
  }

  /** The size along {@code axis}, 0 being the outermost. */
  public int size(int axis) {
    return sizes[axis];
  }

  /** Number of elements: the product of all sizes, 1 for rank 0. */
  public long count() {
    return count;
  }

  /**
   * Number of elements as an array length.
   *
   * @throws IllegalArgumentException if it exceeds what one Java array holds
   */
  public int length() {
    Check.that(
        count <= Integer.MAX_VALUE - 8, "shape %s: %s elements exceed one array", this, count);
    return (int) count;
  }

  /** The outermost size: images in a batch. */
  public int n() {
    return sizes[0];
  }

  /** Rows of an image; needs rank 3 or more. */
  public int h() {
    return sizes[sizes.length - 3];
  }

  /** Columns of an image; needs rank 3 or more. */
  public int w() {
    return sizes[sizes.length - 2];
  }

  /** Channels of an image or values of a vector: the innermost size; needs rank 1 or more. */
  public int c() {
    return sizes[sizes.length - 1];
  }

  /** This shape with {@code n} in front: a batch of {@code n} tensors of this shape. */
  public Shape batch(int n) {
    int[] batched = new int[sizes.length + 1];
    batched[0] = n;
    System.arraycopy(sizes, 0, batched, 1, sizes.length);
    return new Shape(batched);
  }

  /** A copy of the sizes, outermost first. */
  public int[] toArray() {
    return sizes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape && Arrays.equals(sizes, ((Shape) other).sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** For instance {@code [8, 28, 28, 64]}. */
  @Override
  public String toString() {
    return Arrays.stream(sizes)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
