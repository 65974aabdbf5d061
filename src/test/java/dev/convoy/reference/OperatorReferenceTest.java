package dev.convoy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The general oracles against what PyTorch computed in float64. */
class OperatorReferenceTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/operators");

  static List<String> convolutions() throws IOException {
    return cases("conv");
  }

  static List<String> maxPools() throws IOException {
    return cases("maxpool");
  }

  static List<String> averagePools() throws IOException {
    return cases("avgpool");
  }

  private static List<String> cases(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && name.endsWith(".json"))
          .map(name -> name.replace(".json", ""))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolutionAgreesWithPyTorch(String name) throws IOException {
    JsonNode sizes = sizes(name);
    Map<String, NumpyArray> golden = NpzFormat.read(FOLDER.resolve(name + ".npz"));
    Conv2dReference conv =
        new Conv2dReference(
            pair(sizes, "stride"),
            pad(sizes),
            pair(sizes, "dilation"),
            sizes.path("groups").asInt(1));
    NdArray x = array(golden, "x");
    NdArray w = array(golden, "w");
    assertClose(conv.forward(x, w, array(golden, "b")), array(golden, "y"));
    Conv2dReference.Gradients gradients = conv.backward(x, w, array(golden, "dy"));
    assertClose(gradients.dx(), array(golden, "dx"));
    assertClose(gradients.dw(), array(golden, "dw"));
    assertClose(gradients.db(), array(golden, "db"));
  }

  @ParameterizedTest
  @MethodSource("maxPools")
  void maxPoolAgreesWithPyTorch(String name) throws IOException {
    Map<String, NumpyArray> golden = NpzFormat.read(FOLDER.resolve(name + ".npz"));
    Pool2dReference pool = pool(sizes(name));
    NdArray x = array(golden, "x");
    assertClose(pool.max(x), array(golden, "y"));
    assertClose(pool.maxBackward(x, array(golden, "dy"), false), array(golden, "dx"));
  }

  @ParameterizedTest
  @MethodSource("averagePools")
  void averagePoolAgreesWithPyTorch(String name) throws IOException {
    Map<String, NumpyArray> golden = NpzFormat.read(FOLDER.resolve(name + ".npz"));
    Pool2dReference pool = pool(sizes(name));
    boolean counted = sizes(name).path("countIncludesPad").asBoolean();
    NdArray x = array(golden, "x");
    assertClose(pool.average(x, counted), array(golden, "y"));
    NdArray dx = pool.averageBackward(x.shape(), array(golden, "dy"), counted);
    assertClose(dx, array(golden, "dx"));
  }

  @Test
  void withoutPaddingTheGeneralFormsAreTheNotebooks() {
    RandomState random = new RandomState(4);
    NdArray x = random.randn(2, 6, 5, 3);
    NdArray w = random.randn(2, 2, 3, 4);
    NdArray b = random.randn(1, 1, 1, 4);
    NdArray notebook = Convolution.convForward(x, w, b, Hparameters.conv(2, 1)).z();
    Conv2dReference conv =
        new Conv2dReference(new int[] {2, 2}, new int[] {1, 1, 1, 1}, new int[] {1, 1}, 1);
    assertClose(conv.forward(x, w, b), notebook);

    Pool2dReference pool =
        new Pool2dReference(
            new int[] {2, 2}, new int[] {2, 2}, new int[4], new int[] {1, 1}, false);
    Pooling.Forward forward = Pooling.poolForward(x, Hparameters.pool(2, 2), Pooling.Mode.MAX);
    assertClose(pool.max(x), forward.a());
    NdArray dA = random.randn(forward.a().shape());
    assertClose(
        pool.maxBackward(x, dA, true), Pooling.poolBackward(dA, forward.cache(), Pooling.Mode.MAX));
  }

  private static JsonNode sizes(String name) throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile());
  }

  private static Pool2dReference pool(JsonNode sizes) {
    return new Pool2dReference(
        pair(sizes, "window"), pair(sizes, "stride"), pad(sizes), new int[] {1, 1}, false);
  }

  private static int[] pair(JsonNode sizes, String key) {
    JsonNode values = sizes.path(key);
    return new int[] {values.path(0).asInt(1), values.path(1).asInt(1)};
  }

  /** The files keep ONNX's order: top, left, bottom, right. */
  private static int[] pad(JsonNode sizes) {
    JsonNode pad = sizes.get("pad");
    return new int[] {
      pad.get(0).asInt(), pad.get(2).asInt(), pad.get(1).asInt(), pad.get(3).asInt()
    };
  }

  private static NdArray array(Map<String, NumpyArray> golden, String name) {
    return new NdArray(golden.get(name).shape(), golden.get(name).doubles());
  }

  private static void assertClose(NdArray actual, NdArray expected) {
    assertThat(actual.shape().count()).isEqualTo(expected.shape().count());
    for (int i = 0; i < expected.values().length; i++) {
      double tolerance = 1e-11 * Math.max(1, Math.abs(expected.values()[i]));
      if (!(Math.abs(actual.values()[i] - expected.values()[i]) <= tolerance)) {
        throw new AssertionError(
            "[%s]: found %s, expected %s".formatted(i, actual.values()[i], expected.values()[i]));
      }
    }
  }
}
