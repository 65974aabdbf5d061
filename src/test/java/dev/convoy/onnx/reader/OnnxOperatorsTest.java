package dev.convoy.onnx.reader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.convoy.compute.ConvGeometry.Algorithm;
import dev.convoy.network.Network;
import dev.convoy.tensor.Golden;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Operator by operator: beside PyTorch in float64, ONNX Runtime, and the examples of ONNX. */
class OnnxOperatorsTest {
  /** Examples that are no business of a network which computes images one by one. */
  private static final List<String> OUT_OF_REACH =
      List.of(
          "images of a batch",
          "axis 0 is the batch",
          "moves the batch",
          "behind the batch",
          "the batch into channels",
          "from image to image",
          "does not depend on the image",
          "computes nothing from its image",
          "in training mode",
          "its output of",
          "needed images [N, C, H, W]",
          "needed one matrix",
          "known are one or a list",
          "needed an activation",
          "repeats [",
          "a count of 1 or more",
          "means something else",
          "cannot take the shape");

  private static Map<String, NumpyArray> file(String name) throws IOException {
    return NpzFormat.read(Golden.path("onnx/" + name + ".npz"));
  }

  private static Stream<String> names(Map<String, NumpyArray> arrays) {
    return new TreeSet<>(arrays.keySet())
        .stream().filter(key -> key.endsWith("/model")).map(key -> key.replace("/model", ""));
  }

  private static double[] run(
      Map<String, NumpyArray> arrays, String name, Algorithm algorithm, String output) {
    ModelFiles model = ModelFiles.of(name + ".onnx", arrays.get(name + "/model").bytes());
    OneOutput network =
        new OneOutput(OnnxReader.read(model, new ReadOptions(0, 0, algorithm)), output);
    float[] found = network.of(arrays.get(name + "/x"));
    double[] wide = new double[found.length];
    Arrays.setAll(wide, i -> found[i]);
    return wide;
  }

  /** The largest difference, as a share of the largest value. */
  private static double difference(double[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(found[i] - expected[i]));
      assertThat(found[i]).as("value %s", i).isFinite();
    }
    return difference == 0 ? 0 : difference / largest;
  }

  @TestFactory
  Stream<DynamicTest> agreesWithPyTorch() throws IOException {
    Map<String, NumpyArray> arrays = file("operators");
    return names(arrays)
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      double[] expected = arrays.get(name + "/y").doubles();
                      for (Algorithm algorithm : Algorithm.values()) {
                        double[] found = run(arrays, name, algorithm, "output");
                        assertThat(difference(found, expected)).isLessThan(2e-5);
                      }
                    }));
  }

  @Test
  void agreesWithThePublishedExamples() throws IOException {
    Map<String, NumpyArray> arrays = file("published");
    List<String> wrong = new ArrayList<>();
    int agree = 0;
    for (String name : names(arrays).toList()) {
      float[] floats = arrays.get(name + "/y").floats();
      double[] expected = new double[floats.length];
      Arrays.setAll(expected, i -> floats[i]);
      String output = new String(arrays.get(name + "/output").bytes(), StandardCharsets.UTF_8);
      try {
        double difference = difference(run(arrays, name, Algorithm.FAST, output), expected);
        agree++;
        if (difference > 2e-6) {
          wrong.add(name + " differs by " + difference);
        }
      } catch (OnnxException e) {
        if (OUT_OF_REACH.stream().noneMatch(e.getMessage()::contains)) {
          wrong.add(e.getMessage());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(agree).isEqualTo(212);
  }

  /** Newer operator sets, beside ONNX Runtime. */
  @TestFactory
  Stream<DynamicTest> agreesWithOnnxRuntime() throws IOException {
    Map<String, NumpyArray> models = file("recent");
    return models.keySet().stream()
        .sorted()
        .map(
            name ->
                DynamicTest.dynamicTest(name, () -> compareWithRuntime(name, models.get(name))));
  }

  private static void compareWithRuntime(String name, NumpyArray bytes) throws OrtException {
    Network network =
        OnnxReader.read(
            ModelFiles.of(name + ".onnx", bytes.bytes()), new ReadOptions(0, 0, Algorithm.DIRECT));
    Shape image = network.inputShape();
    Shape nchw = Shape.of(2, image.c(), image.h(), image.w());
    float[] x = new float[nchw.length()];
    Random random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    OrtEnvironment runtime = OrtEnvironment.getEnvironment();
    long[] sizes = {2, image.c(), image.h(), image.w()};
    try (OrtSession session = runtime.createSession(bytes.bytes());
        OnnxTensor images = OnnxTensor.createTensor(runtime, FloatBuffer.wrap(x), sizes);
        OrtSession.Result result = session.run(Map.of("image", images))) {
      for (Map.Entry<String, OnnxValue> output : result) {
        FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
        double[] expected = new double[values.remaining()];
        Arrays.setAll(expected, i -> values.get(i));
        float[] floats = new OneOutput(network, output.getKey()).of(NumpyArray.of(nchw, x));
        double[] found = new double[floats.length];
        Arrays.setAll(found, i -> floats[i]);
        assertThat(difference(found, expected)).as(output.getKey()).isLessThan(1e-5);
      }
    }
  }
}
