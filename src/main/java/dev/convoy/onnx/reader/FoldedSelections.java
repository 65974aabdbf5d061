package dev.convoy.onnx.reader;

import dev.convoy.tensor.StridedCopy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Constants put together, taken apart, and reduced. */
final class FoldedSelections {
  private FoldedSelections() {}

  static Constant slice(OperatorCall call) {
    Constant x = call.constant(0);
    SliceBounds bounds = SliceBounds.read(call, x.rank());
    for (int i = 0; i < bounds.count(); i++) {
      SliceBounds.Range range = bounds.range(i, x.dims());
      x = Constants.sliced(x, bounds.axis(i), range.start(), range.step(), range.count());
    }
    return x;
  }

  static Constant concat(OperatorCall call) {
    Constant first = call.constant(0);
    int axis = OperatorCall.absoluteAxis(call.attributes().integer("axis", 0), first.rank());
    int[] dims = first.dims();
    dims[axis] = 0;
    boolean isFloat = false;
    for (int i = 0; i < call.inputCount(); i++) {
      int[] other = call.constant(i).dims();
      dims[axis] = Math.addExact(dims[axis], axis < other.length ? other[axis] : 0);
      if (other.length == dims.length) {
        other[axis] = dims[axis];
      }
      if (!Arrays.equals(other, dims)) {
        throw new OnnxException(
            "inputs %s and %s do not fit", first.shape(), call.constant(i).shape());
      }
      isFloat |= call.constant(i).isFloat();
    }
    int count = Constants.checkedCount(dims, 0);
    float[] floats = new float[isFloat ? count : 0];
    long[] longs = new long[isFloat ? 0 : count];
    int row = IntStream.of(Arrays.copyOfRange(dims, axis, dims.length)).reduce(1, (a, b) -> a * b);
    int at = 0;
    for (int i = 0; i < call.inputCount(); i++) {
      Constant x = call.constant(i);
      int part =
          IntStream.of(Arrays.copyOfRange(x.dims(), axis, dims.length)).reduce(1, (a, b) -> a * b);
      for (int from = 0, to = at; part > 0 && from < x.length(); from += part, to += row) {
        if (isFloat) {
          System.arraycopy(x.floats(), from, floats, to, part);
        } else {
          System.arraycopy(x.longs(), from, longs, to, part);
        }
      }
      at += part;
    }
    return isFloat ? Constant.ofFloats(dims, floats) : Constant.ofLongs(dims, longs);
  }

  /** {@code result[i..., j..., k...] = x[i..., indices[j...], k...]}. */
  static Constant gather(OperatorCall call) {
    Constant x = call.constant(0);
    Constant indices = call.constant(1);
    int axis = OperatorCall.absoluteAxis(call.attributes().integer("axis", 0), x.rank());
    int[] dims = x.dims();
    List<Integer> sizes = new ArrayList<>();
    IntStream.range(0, axis).forEach(i -> sizes.add(dims[i]));
    IntStream.of(indices.dims()).forEach(sizes::add);
    IntStream.range(axis + 1, dims.length).forEach(i -> sizes.add(dims[i]));
    int[] result = sizes.stream().mapToInt(size -> size).toArray();
    int[] from = new int[Constants.checkedCount(result, x.length())];
    int inner = StridedCopy.strides(dims)[axis];
    long[] at = indices.longs();
    for (int i = 0; i < from.length; i++) {
      long index = at[i / inner % at.length];
      if (index < -dims[axis] || index >= dims[axis]) {
        throw new OnnxException(
            "index %s of axis %s, which has %s values", index, axis, dims[axis]);
      }
      long absolute = index < 0 ? index + dims[axis] : index;
      int outer = i / inner / at.length;
      from[i] = (int) ((outer * dims[axis] + absolute) * inner + i % inner);
    }
    return Constants.picked(x, result, from);
  }

  static Constant tile(OperatorCall call) {
    Constant x = call.constant(0);
    long[] repeats = call.constant(1).longs();
    if (repeats.length != x.rank()) {
      throw new OnnxException("%s repeats of shape %s", repeats.length, x.shape());
    }
    for (int axis = 0; axis < repeats.length; axis++) {
      if (repeats[axis] < 0 || repeats[axis] > 1 << 16) {
        throw new OnnxException(
            "%s repeats of axis %s of %s; known are 0 to %s",
            repeats[axis], axis, x.shape(), 1 << 16);
      }
      // A new axis in front, repeated, then merged with the one behind it.
      int[] dims = x.dims();
      int[] apart = new int[dims.length + 1];
      System.arraycopy(dims, 0, apart, 0, axis);
      apart[axis] = 1;
      System.arraycopy(dims, axis, apart, axis + 1, dims.length - axis);
      Constant one = x.reshaped(apart);
      apart[axis] = (int) repeats[axis];
      dims[axis] = Math.multiplyExact(dims[axis], apart[axis]);
      x = Constants.broadcast(one, apart).reshaped(dims);
    }
    return x;
  }

  static Constant where(OperatorCall call) {
    Constant x = call.constant(1);
    Constant y = call.constant(2);
    int[] dims =
        Constants.commonDims(call.constant(0).dims(), Constants.commonDims(x.dims(), y.dims()));
    Constant truth = Constants.broadcast(call.constant(0), dims);
    Constant yes = Constants.broadcast(x, dims);
    Constant no = Constants.broadcast(y, dims);
    if (x.isFloat() || y.isFloat()) {
      float[] values = new float[truth.length()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (truth.number(i) != 0 ? yes : no).number(i);
      }
      return Constant.ofFloats(dims, values);
    }
    long[] values = new long[truth.length()];
    Arrays.setAll(values, i -> (truth.number(i) != 0 ? yes : no).longs()[i]);
    return Constant.ofLongs(dims, values);
  }

  /** Where values are not 0: one row for each axis. */
  static Constant nonZero(OperatorCall call) {
    Constant x = call.constant(0);
    int[] found = IntStream.range(0, x.length()).filter(i -> x.number(i) != 0).toArray();
    int[] strides = StridedCopy.strides(x.dims());
    long[] places = new long[Constants.checkedCount(new int[] {x.rank(), found.length}, 0)];
    for (int axis = 0; axis < x.rank(); axis++) {
      for (int i = 0; i < found.length; i++) {
        places[axis * found.length + i] = found[i] / strides[axis] % x.dims()[axis];
      }
    }
    return Constant.ofLongs(new int[] {x.rank(), found.length}, places);
  }

  static Constant reduce(OperatorCall call) {
    Constant x = call.constant(0);
    Set<Integer> axes = new TreeSet<>();
    for (long axis : ShapeOperators.axes(call)) {
      axes.add(OperatorCall.absoluteAxis(axis, x.rank()));
    }
    if (axes.isEmpty()) {
      IntStream.range(0, x.rank()).forEach(axes::add);
    }
    String step =
        switch (call.operator()) {
          case "ReduceProd" -> "Mul";
          case "ReduceSum" -> "Add";
          case "ReduceMax" -> "Max";
          default -> "Min";
        };
    for (int axis : axes) {
      int size = x.dims()[axis];
      if (size == 0) {
        throw new OnnxException("nothing to reduce in %s", x.shape());
      }
      Constant total = Constants.sliced(x, axis, 0, 1, 1);
      for (int i = 1; i < size; i++) {
        total = Folding.arithmetic(step, total, Constants.sliced(x, axis, i, 1, 1));
      }
      x = total;
    }
    if (call.attributes().integer("keepdims", 1) != 0) {
      return x;
    }
    int[] dims = x.dims();
    return x.reshaped(
        IntStream.range(0, dims.length)
            .filter(axis -> !axes.contains(axis))
            .map(axis -> dims[axis])
            .toArray());
  }
}
