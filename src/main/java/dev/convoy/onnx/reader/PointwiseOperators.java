package dev.convoy.onnx.reader;

import dev.convoy.compute.PointwiseFunction;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.LogSoftmaxLayer;
import dev.convoy.network.layer.PReluLayer;
import dev.convoy.network.layer.PointwiseLayer;
import dev.convoy.network.layer.ReluLayer;
import dev.convoy.network.layer.SigmoidLayer;
import dev.convoy.network.layer.SoftmaxLayer;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Functions of single values, and softmax. */
final class PointwiseOperators {
  private static final float SIX = 6f;
  private static final int SOFTMAX_OVER_ONE_AXIS = 13;

  /** An operator that is a function with at most two numbers. */
  private record Function(PointwiseFunction function, List<String> attributes, double... absent) {}

  private static final Map<String, Function> FUNCTIONS = new TreeMap<>();

  static {
    add("Abs", PointwiseFunction.ABS);
    add("Ceil", PointwiseFunction.CEIL);
    add("Celu", PointwiseFunction.CELU, List.of("alpha"), 1.0);
    add("Elu", PointwiseFunction.ELU, List.of("alpha"), 1.0);
    add("Erf", PointwiseFunction.ERF);
    add("Exp", PointwiseFunction.EXP);
    add("Floor", PointwiseFunction.FLOOR);
    add("Gelu", PointwiseFunction.GELU, List.of("approximate"));
    add("HardSigmoid", PointwiseFunction.HARD_SIGMOID, List.of("alpha", "beta"), 0.2, 0.5);
    add("HardSwish", PointwiseFunction.HARD_SWISH);
    add("Log", PointwiseFunction.LOG);
    add("Mish", PointwiseFunction.MISH);
    add("Neg", PointwiseFunction.NEGATE);
    add("Reciprocal", PointwiseFunction.RECIPROCAL);
    add("Round", PointwiseFunction.ROUND);
    add(
        "Selu",
        PointwiseFunction.SELU,
        List.of("alpha", "gamma"),
        1.67326319217681884765625,
        1.05070102214813232421875);
    add("Sign", PointwiseFunction.SIGN);
    add("Softplus", PointwiseFunction.SOFTPLUS);
    add("Softsign", PointwiseFunction.SOFTSIGN);
    add("Sqrt", PointwiseFunction.SQRT);
    add("Tanh", PointwiseFunction.TANH);
    add("ThresholdedRelu", PointwiseFunction.THRESHOLDED_RELU, List.of("alpha"), 1.0);
  }

  private PointwiseOperators() {}

  private static void add(String name, PointwiseFunction function) {
    add(name, function, List.of());
  }

  private static void add(
      String name, PointwiseFunction function, List<String> attributes, double... absent) {
    FUNCTIONS.put(name, new Function(function, attributes, absent));
  }

  /** Names of the operators in the table above, with their attributes. */
  static Map<String, List<String>> functions() {
    Map<String, List<String>> functions = new TreeMap<>();
    FUNCTIONS.forEach((name, function) -> functions.put(name, function.attributes));
    return functions;
  }

  static void function(OperatorCall call) {
    Function entry = FUNCTIONS.get(call.operator());
    PointwiseFunction function = entry.function;
    if (function == PointwiseFunction.GELU
        && call.attributes().oneOf("approximate", "none", "none", "tanh").equals("tanh")) {
      function = PointwiseFunction.GELU_TANH;
    }
    float[] numbers = new float[2];
    for (int i = 0; i < entry.absent.length; i++) {
      numbers[i] = call.attributes().number(entry.attributes.get(i), entry.absent[i]);
    }
    apply(call, new PointwiseLayer(function, numbers[0], numbers[1]));
  }

  private static void apply(OperatorCall call, Layer layer) {
    call.setSameLayout(call.activation(0), layer);
  }

  static void relu(OperatorCall call) {
    apply(call, new ReluLayer(ReluLayer.Form.PLAIN, 0f));
  }

  static void leakyRelu(OperatorCall call) {
    float slope = call.attributes().number("alpha", 0.01);
    apply(
        call,
        slope >= 0
            ? new ReluLayer(ReluLayer.Form.LEAKY, slope)
            : new PointwiseLayer(PointwiseFunction.LEAKY, slope, 0));
  }

  /** Limits are attributes up to operator set 10, inputs since. */
  static void clip(OperatorCall call) {
    float low = call.attributes().number("min", Float.NEGATIVE_INFINITY);
    float high = call.attributes().number("max", Float.POSITIVE_INFINITY);
    low = call.optionalConstant(1).map(c -> (float) c.scalar()).orElse(low);
    high = call.optionalConstant(2).map(c -> (float) c.scalar()).orElse(high);
    if (low == 0 && high == SIX) {
      apply(call, new ReluLayer(ReluLayer.Form.SIX, 0f));
    } else if (low == 0 && high >= Float.MAX_VALUE) {
      apply(call, new ReluLayer(ReluLayer.Form.PLAIN, 0f));
    } else {
      apply(call, new PointwiseLayer(PointwiseFunction.CLIP, low, high));
    }
  }

  static void sigmoid(OperatorCall call) {
    apply(call, new SigmoidLayer());
  }

  /** One slope, one per channel, or any that ONNX broadcasts. */
  static void prelu(OperatorCall call) {
    Activation x = call.activation(0);
    Constant slope = call.constant(1);
    if (slope.length() == 1) {
      Tensor one = new Tensor(dev.convoy.tensor.Shape.of(1), slope.floats());
      String node = call.add(new PReluLayer(one.shape()), Map.of("slope", one), x.node());
      call.set(new Activation(node, x.layout()));
      return;
    }
    Aligned aligned = Aligned.of(call, x, slope);
    for (int axis = 0; axis < x.layout().rank(); axis++) {
      if (aligned.sizes()[axis] > x.layout().size(axis)) {
        throw new OnnxException(
            "slope %s does not fit the input %s", slope.shape(), call.describe(x));
      }
    }
    int[] order = call.order(x);
    Tensor values = aligned.tensor(order);
    String node =
        call.add(
            new PReluLayer(values.shape()),
            Map.of("slope", values),
            call.network().shaped(x, order));
    call.set(new Activation(node, x.layout().stored(order)));
  }

  /**
   * Since operator set 13 over one axis; before, over all axes from a given one on, taken together.
   */
  static void softmax(OperatorCall call) {
    Activation x = call.activation(0);
    int rank = x.layout().rank();
    boolean one = call.opset() >= SOFTMAX_OVER_ONE_AXIS;
    int first = call.axis(call.attributes().integer("axis", one ? -1 : 1), x);
    Layer layer = call.operator().equals("Softmax") ? new SoftmaxLayer() : new LogSoftmaxLayer();
    int[] sizes = x.layout().sizes();
    boolean single = one || Arrays.stream(sizes, first + 1, rank).allMatch(size -> size == 1);
    if (single) {
      int[] order = last(call.order(x), first);
      String node = call.add(layer, call.network().shaped(x, order));
      call.set(new Activation(node, x.layout().stored(order)));
      return;
    }
    int[] plain = IntStream.range(0, rank).toArray();
    String ordered = call.network().shaped(x, plain);
    int outer = Arrays.stream(sizes, 0, first).reduce(1, Math::multiplyExact);
    int inner = Arrays.stream(sizes, first, rank).reduce(1, Math::multiplyExact);
    String rows = call.network().reshaped(ordered, dev.convoy.tensor.Shape.of(outer, inner));
    call.set(new Activation(call.add(layer, rows), x.layout().stored(plain)));
  }

  /** An order of axes with one of them moved to the end. */
  static int[] last(int[] order, int axis) {
    return IntStream.concat(IntStream.of(order).filter(other -> other != axis), IntStream.of(axis))
        .toArray();
  }
}
