package dev.convoy.onnx.reader;

import dev.convoy.tensor.Shape;
import dev.convoy.tensor.StridedCopy;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Rearranges constants: every transposition, slice and repetition is one walk with strides. */
final class Constants {
  /** What is computed here is arithmetic on sizes; weights are only moved. */
  private static final long MOST_VALUES = 1L << 22;

  private Constants() {}

  /** The constant as weights, its axes in this order. */
  static Tensor tensor(Constant constant, int... order) {
    Constant ordered = transposed(constant, order);
    return new Tensor(ordered.shape(), ordered.floats());
  }

  /** A constant of {@code length} values, whatever its rank. */
  static Tensor vector(Constant constant, int length, String what) {
    if (constant.length() != length) {
      throw new OnnxException("%s has shape %s, needed [%s]", what, constant.shape(), length);
    }
    return new Tensor(Shape.of(length), constant.floats());
  }

  static Constant transposed(Constant constant, int... order) {
    if (IntStream.range(0, order.length).allMatch(axis -> order[axis] == axis)) {
      return constant;
    }
    int[] dims = constant.dims();
    int[] strides = StridedCopy.strides(dims);
    int[] newDims = new int[order.length];
    long[] newStrides = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      newDims[i] = dims[order[i]];
      newStrides[i] = strides[order[i]];
    }
    return walked(constant, newDims, 0, newStrides);
  }

  /** Along one axis: begins at {@code start}, takes {@code count} values in steps. */
  static Constant sliced(Constant constant, int axis, int start, int step, int count) {
    int[] dims = constant.dims();
    int[] strides = StridedCopy.strides(dims);
    long[] newStrides = Arrays.stream(strides).asLongStream().toArray();
    newStrides[axis] *= step;
    dims[axis] = count;
    return walked(constant, dims, (long) start * strides[axis], newStrides);
  }

  /** Repeated along axes of size 1, and along new ones in front, as NumPy broadcasts. */
  static Constant broadcast(Constant constant, int[] dims) {
    int[] from = constant.dims();
    int[] strides = StridedCopy.strides(from);
    long[] newStrides = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      int axis = from.length - dims.length + i;
      if (axis >= 0 && from[axis] != dims[i] && from[axis] != 1) {
        throw new OnnxException("%s does not fit %s", constant.shape(), Arrays.toString(dims));
      }
      newStrides[i] = axis < 0 || from[axis] == 1 ? 0 : strides[axis];
    }
    return walked(constant, dims, 0, newStrides);
  }

  /** The sizes that both broadcast to. */
  static int[] commonDims(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] dims = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int left = i <= a.length ? a[a.length - i] : 1;
      int right = i <= b.length ? b[b.length - i] : 1;
      if (left != right && left != 1 && right != 1) {
        throw new OnnxException(
            "sizes %s and %s do not fit", Arrays.toString(a), Arrays.toString(b));
      }
      dims[rank - i] = left == 1 ? right : left;
    }
    return dims;
  }

  /**
   * Refuses results that no size arithmetic needs.
   *
   * @param source values that are there already
   */
  static int checkedCount(int[] dims, int source) {
    long count = Constant.count(dims);
    if (count > Math.max(MOST_VALUES, source)) {
      throw new OnnxException(
          "a constant of shape %s; known are up to %s values", Arrays.toString(dims), MOST_VALUES);
    }
    return (int) count;
  }

  /** {@code result[i, j, ...] = constant[offset + i * strides[0] + j * strides[1] + ...]}. */
  private static Constant walked(Constant constant, int[] dims, long offset, long[] strides) {
    int count = checkedCount(dims, constant.length());
    StridedCopy copy = new StridedCopy(dims, offset, strides);
    if (constant.isFloat()) {
      float[] values = new float[count];
      copy.floats(constant.floats(), values);
      return Constant.ofFloats(dims, values);
    }
    long[] values = new long[count];
    copy.longs(constant.longs(), values);
    return Constant.ofLongs(dims, values);
  }

  /** The values at these places, under these sizes. */
  static Constant picked(Constant constant, int[] dims, int[] from) {
    if (constant.isFloat()) {
      float[] source = constant.floats();
      float[] values = new float[from.length];
      for (int i = 0; i < from.length; i++) {
        values[i] = source[from[i]];
      }
      return Constant.ofFloats(dims, values);
    }
    long[] source = constant.longs();
    long[] values = new long[from.length];
    for (int i = 0; i < from.length; i++) {
      values[i] = source[from[i]];
    }
    return Constant.ofLongs(dims, values);
  }
}
