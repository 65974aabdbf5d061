package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Constants made, cast, and given other sizes. */
final class FoldedShapes {
  private FoldedShapes() {}

  static Constant constant(OperatorCall call) {
    Attributes attributes = call.attributes();
    if (attributes.has("value")) {
      return attributes.tensor("value").map(call.tensors()::read).orElseThrow();
    }
    if (attributes.has("value_float")) {
      return Constant.ofFloats(new int[0], attributes.number("value_float", 0));
    }
    if (attributes.has("value_floats")) {
      float[] values = attributes.numbers("value_floats");
      return Constant.ofFloats(new int[] {values.length}, values);
    }
    if (attributes.has("value_int")) {
      return Constant.ofLongs(new int[0], attributes.integer("value_int", 0));
    }
    if (attributes.has("value_ints")) {
      return Constant.vector(attributes.longs("value_ints"));
    }
    throw new OnnxException("a constant of another kind than tensor, numbers or whole numbers");
  }

  static Constant constantOfShape(OperatorCall call) {
    int[] dims = dims(call.constant(0).longs());
    Constant value =
        call.attributes()
            .tensor("value")
            .map(call.tensors()::read)
            .orElse(Constant.ofFloats(new int[] {1}, 0f));
    if (value.length() != 1) {
      throw new OnnxException("a value of shape %s, needed one", value.shape());
    }
    return Constants.picked(value, dims, new int[Constants.checkedCount(dims, 0)]);
  }

  private static int[] dims(long[] sizes) {
    for (long size : sizes) {
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw new OnnxException(
            "a shape of %s; sizes are 0 to %s", Arrays.toString(sizes), Integer.MAX_VALUE);
      }
    }
    return LongStream.of(sizes).mapToInt(size -> (int) size).toArray();
  }

  static Constant range(OperatorCall call) {
    double start = call.constant(0).scalar();
    double step = call.constant(2).scalar();
    double steps = Math.ceil((call.constant(1).scalar() - start) / step);
    if (!(steps <= Integer.MAX_VALUE)) {
      throw new OnnxException(
          "a range of %s values from %s to %s in steps of %s",
          steps, call.constant(0).scalar(), call.constant(1).scalar(), step);
    }
    int count = Constants.checkedCount(new int[] {(int) Math.max(0, steps)}, 0);
    float[] values = new float[count];
    long[] whole = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (start + i * step);
      whole[i] = (long) (start + i * step);
    }
    int[] dims = {count};
    return call.constant(0).isFloat()
        ? Constant.ofFloats(dims, values)
        : Constant.ofLongs(dims, whole);
  }

  static Constant cast(OperatorCall call) {
    Constant x = call.constant(0);
    DataType to = DataType.forNumber(call.attributes().integer("to", 0));
    if (to == null) {
      throw new OnnxException("a cast to type %s", call.attributes().integer("to", 0));
    }
    return switch (to) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> Constant.ofFloats(x.dims(), x.floats());
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> x.rounded();
      case BOOL -> {
        long[] truth = new long[x.length()];
        Arrays.setAll(truth, i -> x.number(i) != 0 ? 1 : 0);
        yield Constant.ofLongs(x.dims(), truth);
      }
      default -> throw new OnnxException("a cast to %s is not known here", to);
    };
  }

  static Constant shape(OperatorCall call) {
    int[] dims = call.constant(0).dims();
    return Constant.vector(IntStream.of(ShapeOperators.part(call, dims)).asLongStream().toArray());
  }

  static Constant reshape(OperatorCall call) {
    Constant x = call.constant(0);
    return x.reshaped(ShapeOperators.resolved(call, x.dims()));
  }

  static Constant flatten(OperatorCall call) {
    Constant x = call.constant(0);
    return x.reshaped(ShapeOperators.twoSizes(call, x.dims()));
  }

  static Constant squeeze(OperatorCall call) {
    Constant x = call.constant(0);
    int[] dims = x.dims();
    Set<Integer> gone = new TreeSet<>();
    long[] axes = ShapeOperators.axes(call);
    for (long axis : axes) {
      gone.add(OperatorCall.absoluteAxis(axis, dims.length));
    }
    int[] left =
        IntStream.range(0, dims.length)
            .filter(axis -> axes.length == 0 ? dims[axis] != 1 : !gone.contains(axis))
            .map(axis -> dims[axis])
            .toArray();
    return x.reshaped(left);
  }

  static Constant unsqueeze(OperatorCall call) {
    Constant x = call.constant(0);
    long[] axes = ShapeOperators.axes(call);
    int rank = x.rank() + axes.length;
    Set<Integer> added = new TreeSet<>();
    for (long axis : axes) {
      added.add(OperatorCall.absoluteAxis(axis, rank));
    }
    if (added.size() != axes.length) {
      throw new OnnxException("axes %s name one twice", Arrays.toString(axes));
    }
    int[] dims = new int[rank];
    int from = 0;
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = added.contains(axis) ? 1 : x.dims()[from++];
    }
    return x.reshaped(dims);
  }

  static Constant transpose(OperatorCall call) {
    Constant x = call.constant(0);
    return Constants.transposed(
        x, ShapeOperators.permutation(call, x.rank(), x.shape().toString()));
  }

  static Constant expand(OperatorCall call) {
    Constant x = call.constant(0);
    return Constants.broadcast(x, Constants.commonDims(x.dims(), dims(call.constant(1).longs())));
  }
}
