package dev.convoy.onnx.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.ConvGeometry.Algorithm;
import dev.convoy.network.FashionSamples;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.tensor.Golden;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxReaderTest {
  private static Network read(String name, Algorithm algorithm) {
    return OnnxReader.read(
        ModelFiles.of(Golden.path("onnx/" + name + ".onnx")), new ReadOptions(0, 0, algorithm));
  }

  @ParameterizedTest
  @ValueSource(strings = {"residual", "inception", "inverted-residual", "plain-flatten"})
  void networksAgreeWithPyTorch(String name) throws IOException {
    Map<String, NumpyArray> golden = NpzFormat.read(Golden.path("onnx/" + name + ".npz"));
    for (Algorithm algorithm : Algorithm.values()) {
      Network network = read(name, algorithm);
      float[] found = new OneOutput(network).of(golden.get("x"));
      double[] expected = golden.get("y").doubles();
      assertClose(found, expected, algorithm == Algorithm.DIRECT ? 2e-5 : 1e-4);
    }
  }

  private static void assertClose(float[] found, double[] expected, double share) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("value %s", i)
          .isCloseTo(expected[i], Offset.offset(share * largest));
    }
  }

  @Test
  void fashionGivesTheBitsOfItsYamlFile() {
    Network onnx = read("fashion-cnn", Algorithm.FAST);
    Network yaml = FashionSamples.network();
    float[] images = FashionSamples.images(5);
    NetworkRunner fromOnnx = run(onnx, images, 5);
    NetworkRunner fromYaml = run(yaml, images, 5);
    assertThat(fromOnnx.output(onnx.outputs().get(0))).isEqualTo(fromYaml.output("logits"));
  }

  private static NetworkRunner run(Network network, float[] images, int n) {
    NetworkRunner runner =
        new NetworkRunner(network.prepared(KernelsUnderTest.name()), n, network.outputs());
    System.arraycopy(images, 0, runner.input(), 0, images.length);
    runner.forward(n);
    return runner;
  }

  @Test
  void nodesKeepTheirNamesAndTheirOutputsNamesServeToo() {
    Network network = read("residual", Algorithm.FAST);
    assertThat(network.name()).isEqualTo("residual");
    assertThat(network.inputShape()).isEqualTo(Shape.of(33, 29, 3));
    assertThat(network.outputs()).isEqualTo(List.of("/fc/Gemm"));
    assertThat(network.resolve("output")).isEqualTo("/fc/Gemm");
    assertThat(network.shapeOf(Network.BEFORE_CLASSIFIER)).isEqualTo(Shape.of(32));
    assertThat(network.weights()).containsKey("fc.weight");
  }
}
