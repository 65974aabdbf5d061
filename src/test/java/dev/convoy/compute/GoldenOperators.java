package dev.convoy.compute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The operator cases that PyTorch computed in float64; see README.md beside them. */
final class GoldenOperators {
  private static final Path FOLDER = Path.of("src/test/resources/golden/operators");

  private GoldenOperators() {}

  /** One case: its sizes, and its arrays x, w, b, y, dy, dx, dw, db, as far as it has them. */
  record Case(JsonNode sizes, Map<String, NumpyArray> arrays) {
    float[] floats(String array) {
      return arrays.get(array).floats();
    }

    double[] doubles(String array) {
      return arrays.get(array).doubles();
    }

    Shape input() {
      String c = sizes.has("inC") ? "inC" : "c";
      return Shape.of(
          sizes.get("n").asInt(),
          sizes.get("h").asInt(),
          sizes.get("w").asInt(),
          sizes.get(c).asInt());
    }

    Window window(String filterKey) {
      JsonNode filter = sizes.get(filterKey);
      JsonNode stride = sizes.get("stride");
      JsonNode dilation = sizes.path("dilation");
      return new Window(
          filter.get(0).asInt(),
          filter.get(1).asInt(),
          stride.get(0).asInt(),
          stride.get(1).asInt(),
          dilation.path(0).asInt(1),
          dilation.path(1).asInt(1));
    }

    /** The files keep ONNX's order: top, left, bottom, right. */
    Padding padding() {
      JsonNode pad = sizes.get("pad");
      return new Padding(
          pad.get(0).asInt(), pad.get(2).asInt(), pad.get(1).asInt(), pad.get(3).asInt());
    }

    ConvGeometry convGeometry() {
      return new ConvGeometry(
          input(),
          sizes.get("outC").asInt(),
          window("filter"),
          padding(),
          sizes.path("groups").asInt(1));
    }

    PoolGeometry poolGeometry() {
      return new PoolGeometry(input(), window("window"), padding(), PoolGeometry.Rounding.FLOOR);
    }

    @Override
    public String toString() {
      return sizes.get("name").asText();
    }
  }

  /** Every case whose name begins so. */
  static List<Case> named(String prefix) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(GoldenOperators::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(Path json) {
    try {
      JsonNode sizes = new ObjectMapper().readTree(json.toFile());
      String npz = json.getFileName().toString().replace(".json", ".npz");
      return new Case(sizes, NpzFormat.read(json.resolveSibling(npz)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
