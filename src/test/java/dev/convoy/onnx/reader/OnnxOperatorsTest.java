package dev.convoy.onnx.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.compute.ConvGeometry.Algorithm;
import dev.convoy.tensor.Golden;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Operator by operator, beside PyTorch in float64 and beside the examples that ONNX publishes. */
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
}
