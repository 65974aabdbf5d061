package dev.convoy.onnx.reader;

import dev.convoy.network.layer.ConcatLayer;
import dev.convoy.network.layer.PadLayer;
import dev.convoy.network.layer.SliceLayer;
import dev.convoy.network.layer.TakeLayer;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that put tensors together and take parts of them. */
final class SelectOperators {
  private static final int LARGEST_PAD = 1 << 20;

  private SelectOperators() {}

  /**
   * Along any axis: with the stored array seen as rows, what lies from the joined axis on is one
   * run, and runs are joined.
   */
  static void concat(OperatorCall call) {
    if (!call.attributes().has("axis")) {
      throw new OnnxException("attribute \"axis\" is missing");
    }
    Activation first = call.activation(0);
    int axis = call.axis(call.attributes().integer("axis", 1), first);
    if (call.inputCount() == 1) {
      call.set(first);
      return;
    }
    int[] order = call.order(first);
    int[] sizes = first.layout().sizes();
    sizes[axis] = 0;
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < call.inputCount(); i++) {
      Activation x = call.activation(i);
      int[] other = x.layout().sizes();
      sizes[axis] = Math.addExact(sizes[axis], axis < other.length ? other[axis] : 0);
      if (other.length == sizes.length) {
        other[axis] = sizes[axis];
      }
      if (!Arrays.equals(other, sizes)) {
        throw new OnnxException(
            "inputs %s and %s may differ along axis %s only",
            call.describe(first), call.describe(x), axis + 1);
      }
      String node = call.network().shaped(x, order);
      runs.add(call.network().reshaped(node, rows(call.network().shape(node), order, axis)));
    }
    String node = call.add(new ConcatLayer(), runs.toArray(String[]::new));
    call.set(new Activation(node, Layout.of(sizes, order)));
  }

  /** All sizes up to the axis; from there on their product. */
  private static Shape rows(Shape shape, int[] order, int axis) {
    int place = place(order, axis);
    int[] sizes = Arrays.copyOf(shape.toArray(), place + 1);
    for (int i = place + 1; i < shape.rank(); i++) {
      sizes[place] = Math.multiplyExact(sizes[place], shape.size(i));
    }
    return Shape.of(sizes);
  }

  /** Where an axis lies in an order. */
  private static int place(int[] order, int axis) {
    return IntStream.range(0, order.length).filter(i -> order[i] == axis).findFirst().orElseThrow();
  }

  /** Bounds are attributes up to operator set 9, inputs since. */
  static void slice(OperatorCall call) {
    Activation x = call.activation(0);
    SliceBounds bounds = SliceBounds.read(call, x.layout().rank() + 1);
    int[] dims = call.dims(x);
    List<SliceLayer.Range> ranges = whole(x);
    for (int i = 0; i < bounds.count(); i++) {
      SliceBounds.Range range = bounds.range(i, dims);
      if (bounds.axis(i) == 0) {
        if (range.start() != 0 || range.count() != dims[0] || range.step() != 1) {
          throw new OnnxException("it takes some images of a batch");
        }
        continue;
      }
      ranges.set(
          bounds.axis(i) - 1, new SliceLayer.Range(range.start(), range.step(), range.count()));
    }
    if (ranges.equals(whole(x))) {
      call.set(x);
      return;
    }
    sliced(call, 0, x, ranges, true);
  }

  private static List<SliceLayer.Range> whole(Activation x) {
    List<SliceLayer.Range> ranges = new ArrayList<>();
    for (int size : x.layout().sizes()) {
      ranges.add(new SliceLayer.Range(0, 1, size));
    }
    return ranges;
  }

  /** Takes ranges of ONNX's axes. */
  private static void sliced(
      OperatorCall call, int output, Activation x, List<SliceLayer.Range> ranges, boolean single) {
    int[] sizes = ranges.stream().mapToInt(SliceLayer.Range::count).toArray();
    if (IntStream.of(sizes).anyMatch(size -> size < 1)) {
      throw new OnnxException("nothing of %s is left", call.describe(x));
    }
    int[] order = call.order(x);
    SliceLayer layer =
        new SliceLayer(new ArrayList<>(IntStream.of(order).mapToObj(ranges::get).toList()));
    String from = call.network().shaped(x, order);
    String node = single ? call.add(layer, from) : call.addOutput(output, layer, from);
    call.set(output, new Activation(node, Layout.of(sizes, order)));
  }

  /** Sizes are an attribute up to operator set 12, an input since; without them parts are equal. */
  static void split(OperatorCall call) {
    Activation x = call.activation(0);
    int axis = call.axis(call.attributes().integer("axis", 0), x);
    int size = x.layout().size(axis);
    int parts = call.outputCount();
    long[] counts =
        call.optionalConstant(1)
            .map(Constant::longs)
            .orElseGet(() -> call.attributes().longs("split"));
    if (counts.length == 0) {
      int each = (size + parts - 1) / parts;
      counts = new long[parts];
      Arrays.setAll(counts, i -> Math.min(each, size - (long) i * each));
      if (size % parts != 0 && !call.attributes().has("num_outputs")) {
        throw new OnnxException("%s values in %s equal parts", size, parts);
      }
    }
    if (counts.length != parts
        || Arrays.stream(counts).anyMatch(count -> count < 1 || count > size)
        || Arrays.stream(counts).sum() != size) {
      throw new OnnxException("%s values in %s parts of %s", size, parts, Arrays.toString(counts));
    }
    int start = 0;
    for (int i = 0; i < parts; i++) {
      if (call.isRead(i)) {
        List<SliceLayer.Range> ranges = whole(x);
        ranges.set(axis, new SliceLayer.Range(start, 1, (int) counts[i]));
        sliced(call, i, x, ranges, false);
      }
      start += (int) counts[i];
    }
  }

  /** One index takes the axis away, a list of them keeps it. */
  static void gather(OperatorCall call) {
    Activation x = call.activation(0);
    Constant indices = call.constant(1);
    int axis = call.axis(call.attributes().integer("axis", 0), x);
    if (indices.rank() > 1 || indices.length() == 0) {
      throw new OnnxException("indices of shape %s; known are one or a list", indices.shape());
    }
    int size = x.layout().size(axis);
    List<Integer> from = new ArrayList<>();
    for (long index : indices.longs()) {
      if (index < -size || index >= size) {
        throw new OnnxException("index %s of axis %s, which has %s values", index, axis + 1, size);
      }
      from.add((int) (index < 0 ? index + size : index));
    }
    int[] order = call.order(x);
    TakeLayer layer = new TakeLayer(place(order, axis), from);
    String node = call.add(layer, call.network().shaped(x, order));
    int[] sizes = x.layout().sizes();
    sizes[axis] = from.size();
    Activation taken = new Activation(node, Layout.of(sizes, order));
    if (indices.rank() == 0) {
      int[] left =
          IntStream.range(0, sizes.length).filter(i -> i != axis).map(i -> sizes[i]).toArray();
      taken = call.reshaped(taken, left);
    }
    call.set(taken);
  }

  /** Bounds and value are attributes in operator set 2 to 10, inputs since. */
  static void pad(OperatorCall call) {
    Activation x = call.activation(0);
    int rank = x.layout().rank() + 1;
    long[] pads = call.has(1) ? call.constant(1).longs() : call.attributes().longs("pads");
    int[] axes = IntStream.range(0, rank).toArray();
    if (call.has(3)) {
      axes =
          Arrays.stream(call.constant(3).longs())
              .mapToInt(axis -> OperatorCall.absoluteAxis(axis, rank))
              .toArray();
    }
    if (pads.length != 2 * axes.length) {
      throw new OnnxException("%s pads for %s axes", pads.length, axes.length);
    }
    List<PadLayer.Ends> ends = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      ends.add(new PadLayer.Ends(0, 0));
    }
    for (int i = 0; i < axes.length; i++) {
      ends.set(axes[i], new PadLayer.Ends(pixels(pads[i]), pixels(pads[axes.length + i])));
    }
    if (!ends.get(0).equals(new PadLayer.Ends(0, 0))) {
      throw new OnnxException("pads %s add images to a batch", Arrays.toString(pads));
    }
    PadLayer.Mode mode =
        switch (call.attributes()
            .oneOf("mode", "constant", "constant", "edge", "reflect", "wrap")) {
          case "constant" -> PadLayer.Mode.CONSTANT;
          case "edge" -> PadLayer.Mode.EDGE;
          case "reflect" -> PadLayer.Mode.REFLECT;
          default -> PadLayer.Mode.WRAP;
        };
    float value =
        call.optionalConstant(2)
            .map(c -> (float) c.scalar())
            .orElse(call.attributes().number("value", 0));
    int[] order = call.order(x);
    PadLayer layer =
        new PadLayer(
            new ArrayList<>(IntStream.of(order).mapToObj(axis -> ends.get(axis + 1)).toList()),
            mode,
            value);
    String node = call.add(layer, call.network().shaped(x, order));
    int[] sizes = x.layout().sizes();
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] += ends.get(axis + 1).before() + ends.get(axis + 1).after();
    }
    call.set(new Activation(node, Layout.of(sizes, order)));
  }

  private static int pixels(long pad) {
    if (pad < -LARGEST_PAD || pad > LARGEST_PAD) {
      throw new OnnxException("pads of %s; known are up to %s", pad, LARGEST_PAD);
    }
    return (int) pad;
  }
}
