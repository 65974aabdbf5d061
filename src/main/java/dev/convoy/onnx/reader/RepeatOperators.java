package dev.convoy.onnx.reader;

import dev.convoy.network.layer.TakeLayer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Expand and Tile: the same values several times along some axes. */
final class RepeatOperators {
  private static final int LARGEST_SIZE = 1 << 20;

  private RepeatOperators() {}

  static void expand(OperatorCall call) {
    Activation x = call.activation(0);
    int[] dims = call.dims(x);
    long[] shape = call.constant(1).longs();
    int[] asked = numbers(call, x, "shape", shape);
    int[] wanted = Constants.commonDims(dims, asked);
    if (wanted.length != dims.length || wanted[0] != dims[0]) {
      throw new OnnxException(
          "%s to %s would repeat images of a batch", call.describe(x), Arrays.toString(shape));
    }
    int[] times = new int[dims.length];
    Arrays.setAll(times, axis -> wanted[axis] / Math.max(1, dims[axis]));
    repeat(call, x, times);
  }

  static void tile(OperatorCall call) {
    Activation x = call.activation(0);
    long[] repeats = call.constant(1).longs();
    int[] times = numbers(call, x, "repeats", repeats);
    boolean positive = IntStream.of(times).allMatch(count -> count > 0);
    if (times.length != x.layout().rank() + 1 || times[0] != 1 || !positive) {
      throw new OnnxException(
          "repeats %s of %s; needed one for each axis, from 1 on, and 1 for the batch",
          Arrays.toString(repeats), call.describe(x));
    }
    repeat(call, x, times);
  }

  private static int[] numbers(OperatorCall call, Activation x, String what, long[] wanted) {
    if (Arrays.stream(wanted).anyMatch(size -> size < 1 || size > LARGEST_SIZE)) {
      throw new OnnxException(
          "%s %s of %s; known are 1 to %s",
          what, Arrays.toString(wanted), call.describe(x), LARGEST_SIZE);
    }
    return Arrays.stream(wanted).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * One layer for each axis that is repeated.
   *
   * @param times by ONNX's axis, the batch's among them
   */
  private static void repeat(OperatorCall call, Activation x, int[] times) {
    int[] order = call.order(x);
    int[] sizes = x.layout().sizes();
    String node = call.network().shaped(x, order);
    for (int place = 0; place < order.length; place++) {
      int axis = order[place];
      int count = times[axis + 1];
      if (count > 1) {
        int size = sizes[axis];
        if ((long) size * count > LARGEST_SIZE) {
          throw new OnnxException(
              "%s values of an axis %s times; known are up to %s values",
              size, count, LARGEST_SIZE);
        }
        List<Integer> indices = IntStream.range(0, size * count).mapToObj(i -> i % size).toList();
        node = call.add(new TakeLayer(place, indices), node);
        sizes[axis] = size * count;
      }
    }
    call.set(new Activation(node, Layout.of(sizes, order)));
  }
}
