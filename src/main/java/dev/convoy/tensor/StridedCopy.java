package dev.convoy.tensor;

/**
 * Copies an array in another order, or parts of it, or with repetitions.
 *
 * <pre>
 *   to[i, j, ...] = from[offset + i * strides[0] + j * strides[1] + ...]     to is contiguous
 * </pre>
 *
 * <p>Transposing a large matrix row by row would touch another page with every value, so the axis
 * that is contiguous in {@code from} and the one that is so in {@code to} are walked in small
 * squares.
 */
public final class StridedCopy {
  private static final int SQUARE = 16;

  private final int[] dims;
  private final long offset;
  private final long[] strides;
  private final int[] toStrides;
  private final int last;
  private final int fast;

  /** Copies single values; {@code from} and {@code to} are positions and steps. */
  private interface Row {
    void copy(int from, long fromStep, int to, int count);
  }

  /**
   * Plans a copy.
   *
   * @param dims sizes of what comes out
   * @param offset where its first value is
   * @param strides by its axes, in values; may be 0 or negative
   */
  public StridedCopy(int[] dims, long offset, long[] strides) {
    this.dims = dims;
    this.offset = offset;
    this.strides = strides;
    this.toStrides = strides(dims);
    this.last = dims.length - 1;
    int nearest = last;
    for (int axis = 0; axis < last; axis++) {
      boolean moves = dims[axis] > 1 && strides[axis] != 0;
      if (moves && Math.abs(strides[axis]) < Math.abs(strides[nearest])) {
        nearest = axis;
      }
    }
    this.fast = nearest;
  }

  /** Copies floats; {@code to} has exactly as many as the sizes say. */
  public void floats(float[] from, float[] to) {
    run(
        to.length,
        (at, step, toAt, count) -> {
          for (int i = 0; i < count; i++) {
            to[toAt + i] = from[(int) (at + i * step)];
          }
        });
  }

  /** Copies whole numbers, likewise. */
  public void longs(long[] from, long[] to) {
    run(
        to.length,
        (at, step, toAt, count) -> {
          for (int i = 0; i < count; i++) {
            to[toAt + i] = from[(int) (at + i * step)];
          }
        });
  }

  /** Distances between neighbours along each axis of a contiguous array of these sizes. */
  public static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, dims[i]);
    }
    return strides;
  }

  private void run(int count, Row row) {
    if (dims.length == 0) {
      row.copy((int) offset, 0, 0, count);
      return;
    }
    if (count > 0) {
      walk(0, offset, 0, row);
    }
  }

  /** All axes from one on; the two of the squares come at the end. */
  private void walk(int axis, long from, int to, Row row) {
    if (axis == last) {
      squares(from, to, row);
      return;
    }
    int steps = axis == fast ? 1 : dims[axis];
    for (int i = 0; i < steps; i++) {
      walk(axis + 1, from + i * strides[axis], to + i * toStrides[axis], row);
    }
  }

  private void squares(long from, int to, Row row) {
    int width = dims[last];
    if (fast == last) {
      row.copy((int) from, strides[last], to, width);
      return;
    }
    for (int r = 0; r < dims[fast]; r += SQUARE) {
      int rowsEnd = Math.min(r + SQUARE, dims[fast]);
      for (int c = 0; c < width; c += SQUARE) {
        long corner = from + c * strides[last];
        int count = Math.min(SQUARE, width - c);
        for (int i = r; i < rowsEnd; i++) {
          row.copy(
              (int) (corner + i * strides[fast]),
              strides[last],
              to + i * toStrides[fast] + c,
              count);
        }
      }
    }
  }
}
