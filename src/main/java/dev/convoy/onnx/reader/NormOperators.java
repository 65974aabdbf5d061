package dev.convoy.onnx.reader;

import dev.convoy.network.layer.BatchNormLayer;
import dev.convoy.network.layer.GroupNormLayer;
import dev.convoy.network.layer.LayerNormLayer;
import dev.convoy.network.layer.LocalResponseNormLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Normalisations. */
final class NormOperators {
  private static final int GROUP_SCALE_PER_CHANNEL = 21;

  /** Larger images are brought in order instead, so that one scale serves all their pixels. */
  private static final int MOST_SCALES = 1 << 22;

  private NormOperators() {}

  static void batch(OperatorCall call) {
    if (call.attributes().flag("training_mode")) {
      throw new OnnxException("it is in training mode; export the model for inference");
    }
    if (call.attributes().integer("spatial", 1) == 0) {
      throw new OnnxException("spatial = 0 (statistics for every pixel) is not known here");
    }
    Activation x = call.activation(0);
    int[] order = channelsLast(x.layout().rank());
    int channels = x.layout().size(0);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    String[] names = {"gamma", "beta", "mean", "variance"};
    for (int i = 0; i < names.length; i++) {
      parameters.put(names[i], Constants.vector(call.constant(i + 1), channels, names[i]));
    }
    for (int i = 1; i < call.outputCount(); i++) {
      call.refuseOutput(i, "statistics");
    }
    double epsilon = call.attributes().number("epsilon", 1e-5);
    for (float variance : parameters.get("variance").data()) {
      if (!(variance + epsilon > 0)) {
        throw new OnnxException(
            "variance holds %s, epsilon is %s; their sum must be above 0", variance, epsilon);
      }
    }
    String node =
        call.add(new BatchNormLayer(epsilon), parameters, call.network().shaped(x, order));
    call.set(new Activation(node, x.layout().stored(order)));
  }

  /** Every channel of every image by itself. */
  static void instance(OperatorCall call) {
    Activation x = call.activation(0);
    int channels = channels(x);
    grouped(call, x, channels, call.constant(1), call.constant(2), 1);
  }

  /** Scale and shift are per group up to operator set 20, per channel since. */
  static void group(OperatorCall call) {
    Activation x = call.activation(0);
    int channels = channels(x);
    int groups = call.attributes().integer("num_groups", 0);
    if (groups < 1 || channels % groups != 0) {
      throw new OnnxException("%s channels in %s groups", channels, groups);
    }
    int repeat = call.opset() < GROUP_SCALE_PER_CHANNEL ? channels / groups : 1;
    grouped(call, x, groups, call.constant(1), call.constant(2), repeat);
  }

  private static int channels(Activation x) {
    if (x.layout().rank() < 2) {
      throw new OnnxException("input has shape %s, needed channels and space", x.layout());
    }
    return x.layout().size(0);
  }

  /**
   * Groups of neighbouring channels. Where channels lie together, the array may be taken as an
   * image of other sizes, and nothing is moved.
   *
   * @param repeat channels that each value of scale and shift is for
   */
  private static void grouped(
      OperatorCall call, Activation x, int groups, Constant scale, Constant shift, int repeat) {
    int channels = x.layout().size(0);
    Activation ready = x;
    int inner = x.layout().innerOf(0);
    if (inner < 0 || (long) channels * inner > MOST_SCALES) {
      int[] order = channelsLast(x.layout().rank());
      ready = new Activation(call.network().shaped(x, order), x.layout().stored(order));
      inner = 1;
    }
    int count = Math.toIntExact(x.layout().count());
    Shape image = Shape.of(count / channels / inner, 1, channels * inner);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("scale", repeated(scale, channels / repeat, repeat * inner, "scale"));
    parameters.put("shift", repeated(shift, channels / repeat, repeat * inner, "shift"));
    GroupNormLayer layer = new GroupNormLayer(groups, call.attributes().number("epsilon", 1e-5));
    String from = call.network().reshaped(ready.node(), image);
    call.set(new Activation(call.add(layer, parameters, from), ready.layout()));
  }

  private static Tensor repeated(Constant values, int length, int times, String what) {
    float[] once = Constants.vector(values, length, what).data();
    float[] all = new float[Math.multiplyExact(length, times)];
    for (int i = 0; i < all.length; i++) {
      all[i] = once[i / times];
    }
    return new Tensor(Shape.of(all.length), all);
  }

  /** Over ONNX's last axes, which have to lie innermost, in any order. */
  static void layer(OperatorCall call) {
    Activation x = call.activation(0);
    int rank = x.layout().rank();
    int first = call.axis(call.attributes().integer("axis", -1), x);
    for (int i = 1; i < call.outputCount(); i++) {
      call.refuseOutput(i, "statistics");
    }
    int[] order = call.order(x);
    int axes = rank - first;
    boolean innermost = IntStream.of(order).skip(first).allMatch(axis -> axis >= first);
    if (!innermost) {
      order = IntStream.range(0, rank).toArray();
    }
    int[] sizes = x.layout().sizes();
    int[] normalised = Arrays.copyOfRange(sizes, first, rank);
    int[] orderWithin = IntStream.of(order).skip(first).map(axis -> axis - first).toArray();
    Constant zero = Constant.ofFloats(new int[] {1}, 0f);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("scale", within(call.constant(1), normalised, orderWithin));
    parameters.put("shift", within(call.optionalConstant(2).orElse(zero), normalised, orderWithin));
    LayerNormLayer layer = new LayerNormLayer(axes, call.attributes().number("epsilon", 1e-5));
    String node = call.add(layer, parameters, call.network().shaped(x, order));
    call.set(new Activation(node, Layout.of(sizes, order)));
  }

  private static Tensor within(Constant constant, int[] sizes, int[] order) {
    return Constants.tensor(Constants.broadcast(constant, sizes), order);
  }

  /** The order with ONNX's channels, its first axis after the batch, innermost. */
  private static int[] channelsLast(int rank) {
    if (rank == 0) {
      throw new OnnxException("input has no channels");
    }
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = (i + 1) % rank;
    }
    return order;
  }

  static void local(OperatorCall call) {
    Activation x = call.image(0);
    if (!call.attributes().has("size")) {
      throw new OnnxException("attribute \"size\" is missing");
    }
    LocalResponseNormLayer layer =
        new LocalResponseNormLayer(
            call.attributes().integer("size", 1),
            call.attributes().number("alpha", 1e-4),
            call.attributes().number("beta", 0.75),
            call.attributes().number("bias", 1));
    call.setImage(call.add(layer, call.nhwc(x)));
  }
}
