package dev.convoy.onnx.reader;

import dev.convoy.compute.Reduce;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.ReduceLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** ReduceMean and its kin, over any axes but the batch. */
final class ReduceOperators {
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
          case "ReduceSum" -> Reduce.SUM;
          case "ReduceMax" -> Reduce.MAX;
          default -> Reduce.MIN;
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
    String from = call.network().shaped(x, order);
    boolean overSpace =
        operation == Reduce.MEAN && order.length == 3 && stored.equals(List.of(0, 1));
    String node =
        call.add(
            overSpace ? new GlobalAveragePoolLayer() : new ReduceLayer(operation, stored), from);
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
}
