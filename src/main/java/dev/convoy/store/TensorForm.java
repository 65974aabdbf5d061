package dev.convoy.store;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;

/**
 * What the numbers of a tensor column are: one tensor per row, row-major.
 *
 * <pre>
 *   float32   4 bytes each, little-endian
 *   uint8     1 byte each
 *   bits      1 bit each, the first in the lowest bit of the first byte
 *   others    packed as their writer says; their length is not checked
 * </pre>
 *
 * @param shape sizes of one row's tensor, without N
 * @param dtype one of the words above, or another
 * @param layout what the axes mean: {@code HWC}, {@code C}
 */
public record TensorForm(Shape shape, String dtype, String layout) implements Serializable {
  public static final String FLOAT32 = "float32";
  public static final String UINT8 = "uint8";
  public static final String BITS = "bits";

  private static final String SHAPE_KEY = "shape";
  private static final String DTYPE_KEY = "dtype";
  private static final String LAYOUT_KEY = "layout";

  /** float32 numbers of {@code shape}; the layout follows from the rank. */
  public static TensorForm float32(Shape shape) {
    return new TensorForm(shape, FLOAT32, layoutOf(shape));
  }

  /** {@code HWC} for rank 3, {@code C} for rank 1, {@code row-major} otherwise. */
  public static String layoutOf(Shape shape) {
    return switch (shape.rank()) {
      case 1 -> "C";
      case 3 -> "HWC";
      default -> "row-major";
    };
  }

  public boolean isFloat32() {
    return dtype.equals(FLOAT32);
  }

  /** Bytes of one row's tensor; -1 where the dtype does not tell. */
  public long byteCount() {
    return switch (dtype) {
      case FLOAT32 -> Math.multiplyExact(shape.count(), (long) Float.BYTES);
      case UINT8 -> shape.count();
      case BITS -> (shape.count() + 7) / 8;
      default -> -1;
    };
  }

  /** As Spark keeps it with a column: keys shape, dtype and layout. */
  Metadata toMetadata() {
    long[] sizes = new long[shape.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = shape.size(axis);
    }
    return new MetadataBuilder()
        .putLongArray(SHAPE_KEY, sizes)
        .putString(DTYPE_KEY, dtype)
        .putString(LAYOUT_KEY, layout)
        .build();
  }

  /**
   * The form that a column's metadata tells; empty where it tells none.
   *
   * @throws IllegalArgumentException if a size is negative or exceeds an int
   */
  public static Optional<TensorForm> of(Metadata metadata) {
    if (!metadata.contains(SHAPE_KEY) || !metadata.contains(DTYPE_KEY)) {
      return Optional.empty();
    }
    long[] sizes = metadata.getLongArray(SHAPE_KEY);
    int[] checked = new int[sizes.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      Check.that(
          sizes[axis] == (int) sizes[axis], "shape size %s exceeds what fits an int", sizes[axis]);
      checked[axis] = (int) sizes[axis];
    }
    Shape shape = Shape.of(checked);
    String layout =
        metadata.contains(LAYOUT_KEY) ? metadata.getString(LAYOUT_KEY) : layoutOf(shape);
    return Optional.of(new TensorForm(shape, metadata.getString(DTYPE_KEY), layout));
  }
}
