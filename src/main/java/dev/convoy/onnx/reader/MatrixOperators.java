package dev.convoy.onnx.reader;

import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.Spacing;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Gemm and MatMul with weights: dense layers, or 1 x 1 convolutions where there are more axes. */
final class MatrixOperators {
  private MatrixOperators() {}

  /** {@code alpha * A * B + beta * C}; A is the activation. */
  static void gemm(OperatorCall call) {
    Activation a = activation(call);
    if (a.layout().rank() != 1) {
      throw new OnnxException("input 0 has shape %s, needed a matrix [N, K]", call.describe(a));
    }
    if (call.attributes().flag("transA")) {
      throw new OnnxException("transA would turn the batch into channels");
    }
    Constant b = call.constant(1);
    if (b.rank() != 2) {
      throw new OnnxException("weights have shape %s, needed two sizes", b.shape());
    }
    if (call.attributes().flag("transB")) {
      b = Constants.transposed(b, 1, 0);
    }
    b = scaled(b, call.attributes().number("alpha", 1));
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("weight", rows(call, a, b));
    int outC = b.dims()[1];
    if (call.has(2)) {
      Constant c = scaled(call.constant(2), call.attributes().number("beta", 1));
      if (c.rank() > 2 || (c.rank() == 2 && c.dims()[0] != 1)) {
        throw new OnnxException(
            "input 2 has shape %s; it may not differ from image to image", c.shape());
      }
      Constant bias = Constants.broadcast(c.reshaped(new int[] {c.length()}), new int[] {outC});
      parameters.put("bias", Constants.vector(bias, outC, "bias"));
    }
    dense(call, a, outC, parameters);
  }

  private static Activation activation(OperatorCall call) {
    if (call.isConstant(0)) {
      throw new OnnxException(
          "the weights %s stand on the left; only those on the right are known", call.value(0));
    }
    return call.activation(0);
  }

  private static Constant scaled(Constant constant, float factor) {
    if (factor == 1) {
      return constant;
    }
    float[] values = constant.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return Constant.ofFloats(constant.dims(), values);
  }

  /** The weights with their rows in the order in which the activation lies. */
  private static Tensor rows(OperatorCall call, Activation a, Constant b) {
    int k = a.layout().size(0);
    int n = b.dims()[1];
    if (b.dims()[0] != k) {
      throw new OnnxException(
          "input 0 has %s values (%s), weights %s take %s",
          k, call.describe(a), b.shape(), b.dims()[0]);
    }
    if (a.layout().isStored(0)) {
      return new Tensor(b.shape(), b.floats());
    }
    int[] from = a.layout().onnxIndexOfStored(0);
    float[] values = b.floats();
    float[] moved = new float[values.length];
    for (int row = 0; row < k; row++) {
      System.arraycopy(values, from[row] * n, moved, row * n, n);
    }
    return new Tensor(b.shape(), moved);
  }

  private static void dense(
      OperatorCall call, Activation a, int outC, Map<String, Tensor> parameters) {
    String vector = call.network().reshaped(a.node(), Shape.of(a.layout().size(0)));
    DenseLayer layer = new DenseLayer(outC, parameters.containsKey("bias"));
    String node = call.add(layer, parameters, vector);
    call.set(new Activation(node, Layout.of(new int[] {outC}, 0)));
  }

  static void matMul(OperatorCall call) {
    Activation a = activation(call);
    Constant b = call.constant(1);
    boolean vector = b.rank() == 1;
    int[] dims = b.dims();
    if (vector) {
      b = b.reshaped(new int[] {dims[0], 1});
    } else if (dims.length > 2 && Arrays.stream(dims, 0, dims.length - 2).allMatch(d -> d == 1)) {
      b = b.reshaped(Arrays.copyOfRange(dims, dims.length - 2, dims.length));
    } else if (dims.length != 2) {
      throw new OnnxException("weights have shape %s, needed one matrix", b.shape());
    }
    int rank = a.layout().rank();
    if (rank == 0) {
      throw new OnnxException("input 0 has shape %s, needed a matrix", call.describe(a));
    }
    int outC = b.dims()[1];
    if (rank == 1 && !vector) {
      Map<String, Tensor> parameters = Map.of("weight", rows(call, a, b));
      dense(call, a, outC, parameters);
      return;
    }
    byPixel(call, a, b, vector);
  }

  /** The last axis through the matrix, whatever the others are. */
  private static void byPixel(OperatorCall call, Activation a, Constant b, boolean vector) {
    int rank = a.layout().rank();
    int k = a.layout().size(rank - 1);
    int outC = b.dims()[1];
    if (b.dims()[0] != k) {
      throw new OnnxException("input 0 has shape %s, weights %s", call.describe(a), b.shape());
    }
    int[] order = PointwiseOperators.last(call.order(a), rank - 1);
    String rows = call.network().shaped(a, order);
    int[] sizes = a.layout().sizes();
    Shape image =
        rank == 3
            ? call.network().shape(rows)
            : Shape.of(Math.toIntExact(a.layout().count() / k), 1, k);
    Conv2dLayer layer =
        new Conv2dLayer(
            outC,
            new Window(1, 1, 1, 1, 1, 1),
            new Spacing.Pixels(Padding.NONE),
            1,
            false,
            call.algorithm());
    Tensor filters = new Tensor(Shape.of(1, 1, k, outC), b.floats());
    String node = call.add(layer, Map.of("weight", filters), call.network().reshaped(rows, image));
    if (vector) {
      int[] left = Arrays.copyOf(sizes, rank - 1);
      int[] leftOrder = IntStream.of(order).filter(axis -> axis != rank - 1).toArray();
      call.set(new Activation(node, Layout.of(left, leftOrder)));
      return;
    }
    sizes[rank - 1] = outC;
    call.set(new Activation(node, Layout.of(sizes, order)));
  }
}
