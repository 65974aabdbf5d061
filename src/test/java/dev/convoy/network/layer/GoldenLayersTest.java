package dev.convoy.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As PyTorch, NumPy and ONNX have it in float64; see golden/spatial/README.md. */
class GoldenLayersTest {
  /** Of the largest value: some ten roundings, and sums of up to some hundred terms. */
  private static final double TOLERANCE = 2e-6;

  static List<GoldenLayers.Case> cases() {
    return GoldenLayers.all();
  }

  static List<GoldenLayers.Case> casesWithGradients() {
    return cases().stream().filter(golden -> golden.has("dy")).toList();
  }

  @Test
  void thereAreMany() {
    assertThat(cases()).hasSize(96);
    assertThat(casesWithGradients()).hasSize(55);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forwardAgrees(GoldenLayers.Case golden) {
    LayerRun run = golden.run();
    float[] x = golden.floats("x");
    float[] y = run.forward(x);
    assertThat(run.outputShape()).isEqualTo(golden.image("y"));
    assertClose("y", y, golden.doubles("y"));
  }

  @ParameterizedTest
  @MethodSource("casesWithGradients")
  void gradientsAgree(GoldenLayers.Case golden) {
    Map<String, float[]> gradients = golden.run().backward(golden.floats("x"), golden.floats("dy"));
    gradients.forEach(
        (name, actual) ->
            assertClose(name, actual, golden.doubles(name.equals("input") ? "dx" : "d" + name)));
  }

  private static void assertClose(String what, float[] actual, double[] expected) {
    assertThat(actual.length).isEqualTo(expected.length);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= TOLERANCE * Math.max(1, largest))) {
        throw new AssertionError(
            "%s[%s]: found %s, expected %s, of values up to %s"
                .formatted(what, i, actual[i], expected[i], largest));
      }
    }
  }
}
