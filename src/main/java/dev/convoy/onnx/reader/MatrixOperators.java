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
    boolean transposed = call.attributes().flag("transB");
    b = scaled(b, call.attributes().number("alpha", 1));
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("weight", weights(call, a, b, transposed ? 1 : 0));
    int outC = b.dims()[transposed ? 0 : 1];
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

  /**
   * The weights as [in, out], their rows in the order in which the activation lies: one copy, or
   * none.
   *
   * @param in the matrix's axis that meets the activation, 0 or 1
   */
  private static Tensor weights(OperatorCall call, Activation a, Constant b, int in) {
    int k = a.layout().size(0);
    if (b.dims()[in] != k) {
      throw new OnnxException(
          "input 0 has %s values (%s), weights %s take %s",
          k, call.describe(a), b.shape(), b.dims()[in]);
    }
    int outC = b.dims()[1 - in];
    int[] runs = a.layout().runs(0);
    IntStream sizes = IntStream.of(runs);
    IntStream out = IntStream.of(outC);
    int[] dims = (in == 0 ? IntStream.concat(sizes, out) : IntStream.concat(out, sizes)).toArray();
    IntStream rows = IntStream.of(a.layout().storedRuns(0)).map(run -> run + in);
    int columns = in == 0 ? runs.length : 0;
    int[] order = IntStream.concat(rows, IntStream.of(columns)).toArray();
    return new Tensor(Shape.of(k, outC), Constants.tensor(b.reshaped(dims), order).data());
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
      Map<String, Tensor> parameters = Map.of("weight", weights(call, a, b, 0));
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
