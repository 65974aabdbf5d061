package dev.convoy.onnx.reader;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Starts, ends, axes and steps of a Slice, for activations and constants alike. Negative bounds
 * count from the end; those beyond the end mean it.
 */
record SliceBounds(long[] starts, long[] ends, int[] axes, long[] steps) {
  /** Some values of an axis. */
  record Range(int start, int step, int count) {}

  static SliceBounds read(OperatorCall call, int rank) {
    long[] starts = longs(call, 1, "starts");
    long[] ends = longs(call, 2, "ends");
    long[] axes = longs(call, 3, "axes");
    long[] steps = longs(call, 4, "steps");
    if (axes.length == 0) {
      axes = LongStream.range(0, starts.length).toArray();
    }
    if (steps.length == 0) {
      steps = new long[starts.length];
      Arrays.fill(steps, 1);
    }
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length
        || Arrays.stream(steps).anyMatch(step -> step == 0)) {
      throw new OnnxException(
          "starts %s, ends %s, axes %s, steps %s",
          Arrays.toString(starts),
          Arrays.toString(ends),
          Arrays.toString(axes),
          Arrays.toString(steps));
    }
    int[] absolute =
        Arrays.stream(axes).mapToInt(axis -> OperatorCall.absoluteAxis(axis, rank)).toArray();
    if (Arrays.stream(absolute).distinct().count() != absolute.length) {
      throw new OnnxException("axes %s name one twice", Arrays.toString(axes));
    }
    return new SliceBounds(starts, ends, absolute, steps);
  }

  private static long[] longs(OperatorCall call, int input, String attribute) {
    return call.has(input) ? call.constant(input).longs() : call.attributes().longs(attribute);
  }

  int count() {
    return axes.length;
  }

  int axis(int i) {
    return axes[i];
  }

  /** What is taken of the i-th axis named. */
  Range range(int i, int[] dims) {
    int size = dims[axes[i]];
    long step = Math.max(-size - 1L, Math.min(size + 1L, steps[i]));
    long lowest = step > 0 ? 0 : -1;
    long highest = step > 0 ? size : size - 1L;
    long start = clamp(starts[i], size, 0, highest);
    long end = clamp(ends[i], size, lowest, highest);
    long span = step > 0 ? end - start : start - end;
    long count = span <= 0 ? 0 : (span - 1) / Math.abs(step) + 1;
    return new Range((int) start, (int) step, (int) count);
  }

  private static long clamp(long at, int size, long lowest, long highest) {
    long absolute = at < 0 ? Math.max(at, Long.MIN_VALUE + size) + size : at;
    return Math.max(lowest, Math.min(highest, absolute));
  }
}
