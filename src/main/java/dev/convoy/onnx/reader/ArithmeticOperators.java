package dev.convoy.onnx.reader;

import dev.convoy.compute.Arithmetic;
import dev.convoy.compute.PointwiseFunction;
import dev.convoy.network.layer.AddLayer;
import dev.convoy.network.layer.ArithmeticLayer;
import dev.convoy.network.layer.ConstantArithmeticLayer;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.PointwiseLayer;
import dev.convoy.network.layer.Side;
import dev.convoy.network.layer.SigmoidLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sums, products and the like of activations and constants, broadcast as NumPy does. */
final class ArithmeticOperators {
  private static final Map<String, Arithmetic> OPERATIONS =
      Map.of(
          "Add", Arithmetic.ADD,
          "Sub", Arithmetic.SUBTRACT,
          "Mul", Arithmetic.MULTIPLY,
          "Div", Arithmetic.DIVIDE,
          "Pow", Arithmetic.POWER,
          "Sum", Arithmetic.ADD,
          "Mean", Arithmetic.ADD,
          "Min", Arithmetic.MINIMUM,
          "Max", Arithmetic.MAXIMUM);

  private ArithmeticOperators() {}

  static void binary(OperatorCall call) {
    Arithmetic operation = OPERATIONS.get(call.operator());
    if (foldedBias(call, operation) || swish(call, operation)) {
      return;
    }
    call.set(join(call, operation, call.value(0), call.value(1), Step.LAST));
  }

  /** Sum, Min, Max and Mean of any number, from left to right. */
  static void several(OperatorCall call) {
    Arithmetic operation = OPERATIONS.get(call.operator());
    boolean mean = call.operator().equals("Mean");
    int count = call.inputCount();
    Value total = call.value(0);
    for (int i = 1; i < count; i++) {
      Step step = i == count - 1 && !mean ? Step.LAST : Step.BEFORE;
      total = join(call, operation, total, call.value(i), step);
    }
    if (mean) {
      total = join(call, Arithmetic.DIVIDE, total, Constant.ofFloats(new int[0], count), Step.LAST);
    }
    call.set(total);
  }

  /** Whether a layer is the node itself, and so has its name, or comes before that. */
  private enum Step {
    BEFORE,
    LAST
  }

  private static String add(
      OperatorCall call, Step step, Layer layer, Map<String, Tensor> parameters, String... from) {
    return step == Step.LAST
        ? call.add(layer, parameters, from)
        : call.addPart("part", layer, parameters, from);
  }

  private static Value join(
      OperatorCall call, Arithmetic operation, Value left, Value right, Step step) {
    if (left instanceof Activation a && right instanceof Activation b) {
      return ofActivations(call, operation, a, b, step);
    }
    if (left instanceof Activation a && right instanceof Constant c) {
      return withConstant(call, operation, a, c, Side.RIGHT, step);
    }
    if (left instanceof Constant c && right instanceof Activation a) {
      return withConstant(call, operation, a, c, Side.LEFT, step);
    }
    return Folding.arithmetic(call.operator(), (Constant) left, (Constant) right);
  }

  private static Activation ofActivations(
      OperatorCall call, Arithmetic operation, Activation a, Activation b, Step step) {
    int rank = a.layout().rank();
    if (rank != b.layout().rank()) {
      throw new OnnxException(
          "inputs %s and %s: the batch of one would meet another axis of the other",
          call.describe(a), call.describe(b));
    }
    int[] sizes = Constants.commonDims(a.layout().sizes(), b.layout().sizes());
    Activation larger = a.layout().count() >= b.layout().count() ? a : b;
    int[] order = call.order(larger);
    String left = call.network().shaped(a, order);
    String right = call.network().shaped(b, order);
    boolean same = call.network().shape(left).equals(call.network().shape(right));
    Layer layer =
        same && operation == Arithmetic.ADD ? new AddLayer() : new ArithmeticLayer(operation);
    String node = add(call, step, layer, Map.of(), left, right);
    boolean grown = !Arrays.equals(sizes, larger.layout().sizes());
    return new Activation(node, grown ? Layout.of(sizes, order) : larger.layout().stored(order));
  }

  private static Activation withConstant(
      OperatorCall call, Arithmetic operation, Activation x, Constant c, Side side, Step step) {
    if (operation == Arithmetic.POWER && side == Side.RIGHT && c.length() == 1) {
      double exponent = c.scalar();
      if (exponent == 2 || exponent == 0.5) {
        PointwiseFunction function =
            exponent == 2 ? PointwiseFunction.SQUARE : PointwiseFunction.SQRT;
        Layer layer = new PointwiseLayer(function, 0, 0);
        return x.with(add(call, step, layer, Map.of(), x.node()));
      }
    }
    Aligned aligned = Aligned.of(call, x, c);
    if (c.length() == 1) { // whatever the axes, none must be moved
      Tensor one = new Tensor(Shape.of(1), c.floats());
      Layer layer = new ConstantArithmeticLayer(operation, side, one.shape());
      return x.with(add(call, step, layer, Map.of("value", one), x.node()));
    }
    int[] order = call.order(x);
    Tensor values = aligned.tensor(order);
    Layer layer = new ConstantArithmeticLayer(operation, side, values.shape());
    String node = add(call, step, layer, Map.of("value", values), call.network().shaped(x, order));
    int[] sizes = Constants.commonDims(x.layout().sizes(), aligned.sizes());
    boolean grown = !Arrays.equals(sizes, x.layout().sizes());
    return new Activation(node, grown ? Layout.of(sizes, order) : x.layout().stored(order));
  }

  /** A constant added to what filters without a bias give is their bias. */
  private static boolean foldedBias(OperatorCall call, Arithmetic operation) {
    if (operation != Arithmetic.ADD || call.isConstant(0) == call.isConstant(1)) {
      return false;
    }
    int activation = call.isConstant(0) ? 1 : 0;
    Activation x = call.activation(activation);
    Constant c = call.constant(1 - activation);
    Layer biased = withBias(call.network().layer(x.node()));
    int rank = x.layout().rank();
    if (biased == null || rank == 0 || !call.isOnlyReaderOfLayer(activation)) {
      return false;
    }
    int[] order = call.order(x);
    int channels = order[rank - 1];
    int[] sizes = Aligned.of(call, x, c).sizes();
    boolean perChannel =
        x.layout().isStored(order)
            && sizes[channels] == x.layout().size(channels)
            && IntStream.range(0, rank).allMatch(axis -> axis == channels || sizes[axis] == 1);
    boolean whole = call.network().shape(x.node()).c() == x.layout().size(channels);
    if (!perChannel || !whole) {
      return false;
    }
    call.network().replace(x.node(), biased, "bias", Constants.vector(c, c.length(), "bias"));
    call.set(x);
    return true;
  }

  /** {@code x * sigmoid(x)}, as exporters write it, is one function. */
  private static boolean swish(OperatorCall call, Arithmetic operation) {
    if (operation != Arithmetic.MULTIPLY || call.isConstant(0) || call.isConstant(1)) {
      return false;
    }
    int gate = call.network().layer(call.activation(0).node()) instanceof SigmoidLayer ? 0 : 1;
    Activation sigmoid = call.activation(gate);
    Activation x = call.activation(1 - gate);
    boolean gatesItself =
        call.network().layer(sigmoid.node()) instanceof SigmoidLayer
            && call.network().inputs(sigmoid.node()).equals(List.of(x.node()))
            && sigmoid.layout() == x.layout()
            && call.isOnlyReaderOfLayer(gate);
    if (gatesItself) {
      call.network().remove(sigmoid.node());
      call.setSameLayout(x, new PointwiseLayer(PointwiseFunction.SWISH, 0, 0));
    }
    return gatesItself;
  }

  private static Layer withBias(Layer layer) {
    if (layer instanceof DenseLayer dense && !dense.biased()) {
      return new DenseLayer(dense.outC(), true);
    }
    if (layer instanceof Conv2dLayer conv && !conv.biased()) {
      return new Conv2dLayer(
          conv.outC(), conv.window(), conv.pad(), conv.groups(), true, conv.algorithm());
    }
    return null;
  }
}
