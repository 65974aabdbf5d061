package dev.convoy.job.verify;

import dev.convoy.config.ConfigReader;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkFile;
import dev.convoy.network.NetworkRunner;
import dev.convoy.network.PreparedNetwork;
import dev.convoy.reference.NdArray;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One case: an expected output in float64, and a layer that must give it in float32 with either
 * kernels. A case without a layer checks the reference against a published value alone.
 *
 * @param name for the table
 * @param published error of the reference against the printed value; NaN where none is printed
 * @param layer the layer's entry in a network file; empty for none
 * @param weights its arrays by name
 * @param x input {@code [N, H, W, C]}
 * @param expected output of the reference
 */
record VerifyCase(
    String name,
    double published,
    String layer,
    Map<String, NdArray> weights,
    NdArray x,
    NdArray expected) {
  private static final NdArray NOTHING = NdArray.zeros(0);

  static VerifyCase published(String name, double found, double printed) {
    return new VerifyCase(name, relative(found, printed), "", Map.of(), NOTHING, NOTHING);
  }

  static VerifyCase layer(
      String name, String layer, Map<String, NdArray> weights, NdArray x, NdArray expected) {
    return new VerifyCase(name, Double.NaN, layer, weights, x, expected);
  }

  /** This case, with its reference's value compared with a printed one. */
  VerifyCase against(double found, double printed) {
    return new VerifyCase(name, relative(found, printed), layer, weights, x, expected);
  }

  private static double relative(double found, double printed) {
    return Math.abs(found - printed) / Math.max(1, Math.abs(printed));
  }

  CaseResult run() {
    if (layer.isEmpty()) {
      return new CaseResult(name, published, Double.NaN, Double.NaN, 0, true);
    }
    Network network = network();
    float[] scalar = forward(network.prepared("scalar"));
    float[] vector = vectorOrNothing(network);
    boolean sameBits = vector.length == 0 || Arrays.equals(scalar, vector);
    return new CaseResult(
        name, published, error(scalar), error(vector), Arrays.hashCode(scalar), sameBits);
  }

  private float[] vectorOrNothing(Network network) {
    PreparedNetwork prepared = network.prepared("auto");
    return prepared.describeKernels().startsWith("vector") ? forward(prepared) : new float[0];
  }

  private Network network() {
    Shape s = x.shape();
    String yaml =
        "name: verify\ninput: [%s, %s, %s]\nweights: arrays.npz\nlayers:\n- {name: y, %s}\n"
            .formatted(s.h(), s.w(), s.c(), layer);
    return NetworkFile.read(
        ConfigReader.read(yaml, name), file -> new ByteArrayInputStream(npz(weights)));
  }

  private static byte[] npz(Map<String, NdArray> weights) {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    weights.forEach(
        (array, values) ->
            arrays.put("y." + array, NumpyArray.of(values.shape(), values.values())));
    if (arrays.isEmpty()) {
      arrays.put("none", NumpyArray.of(Shape.of(1), new float[1]));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      NpzFormat.write(out, arrays);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private float[] forward(PreparedNetwork prepared) {
    int n = x.shape().n();
    NetworkRunner runner = new NetworkRunner(prepared, n, List.of("y"));
    for (int i = 0; i < x.values().length; i++) {
      runner.input()[i] = (float) x.values()[i];
    }
    runner.forward(n);
    return runner.output("y");
  }

  /** Largest difference to the reference, relative to its largest value; NaN for no output. */
  private double error(float[] actual) {
    if (actual.length == 0) {
      return Double.NaN;
    }
    double largest = 0;
    double difference = actual.length == expected.values().length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < expected.values().length && i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(expected.values()[i]));
      double one = Math.abs(actual[i] - expected.values()[i]);
      difference = Double.isNaN(one) ? Double.POSITIVE_INFINITY : Math.max(difference, one);
    }
    return difference / Math.max(largest, Double.MIN_NORMAL);
  }
}
