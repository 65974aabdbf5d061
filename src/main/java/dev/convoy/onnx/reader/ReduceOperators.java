package dev.convoy.onnx.reader;

import dev.convoy.compute.Arithmetic;
import dev.convoy.compute.PointwiseFunction;
import dev.convoy.compute.Reduce;
import dev.convoy.network.layer.ArithmeticLayer;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.PointwiseLayer;
import dev.convoy.network.layer.ReduceLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** ReduceMean and its kin, over any axes but the batch. */
final class ReduceOperators {
  /** Operators that are here. */
  static final List<String> NAMES =
      List.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceSum",
          "ReduceSumSquare");

  private ReduceOperators() {}

  static void reduce(OperatorCall call) {
    Activation x = call.activation(0);
    long[] named = ShapeOperators.axes(call);
    if (named.length == 0) {
      if (call.attributes().flag("noop_with_empty_axes")) {
        call.set(x);
        return;
      }
      throw new OnnxException("without axes it would mix the images of a batch");
    }
    Set<Integer> axes = new TreeSet<>();
    for (long axis : named) {
      axes.add(call.axis(axis, x));
    }
    Reduce operation =
        switch (call.operator()) {
          case "ReduceMean" -> Reduce.MEAN;
          case "ReduceMax" -> Reduce.MAX;
          case "ReduceMin" -> Reduce.MIN;
          default -> Reduce.SUM;
        };
    int[] order = call.order(x);
    List<Integer> stored = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      if (axes.contains(order[i])) {
        stored.add(i);
      }
    }
    int[] sizes = x.layout().sizes();
    axes.forEach(axis -> sizes[axis] = 1);
    String from = before(call, call.network().shaped(x, order));
    boolean overSpace =
        operation == Reduce.MEAN && order.length == 3 && stored.equals(List.of(0, 1));
    Layer layer = overSpace ? new GlobalAveragePoolLayer() : new ReduceLayer(operation, stored);
    String node = after(call, call.add(layer, from));
    Activation reduced = new Activation(node, Layout.of(sizes, order));
    if (call.attributes().integer("keepdims", 1) == 0) {
      int[] left =
          IntStream.range(0, sizes.length)
              .filter(axis -> !axes.contains(axis))
              .map(axis -> sizes[axis])
              .toArray();
      reduced = call.reshaped(reduced, left);
    }
    call.set(reduced);
  }

  /** What is summed, where that is not the values themselves. */
  private static String before(OperatorCall call, String from) {
    return switch (call.operator()) {
      case "ReduceL1" ->
          call.addPart("abs", new PointwiseLayer(PointwiseFunction.ABS, 0, 0), Map.of(), from);
      case "ReduceL2", "ReduceSumSquare" ->
          call.addPart("square", new ArithmeticLayer(Arithmetic.MULTIPLY), Map.of(), from, from);
      default -> from;
    };
  }

  /** What becomes of the sum. */
  private static String after(OperatorCall call, String sum) {
    return switch (call.operator()) {
      case "ReduceL2" ->
          call.addPart("root", new PointwiseLayer(PointwiseFunction.SQRT, 0, 0), Map.of(), sum);
      case "ReduceLogSum" ->
          call.addPart("log", new PointwiseLayer(PointwiseFunction.LOG, 0, 0), Map.of(), sum);
      default -> sum;
    };
  }
}
