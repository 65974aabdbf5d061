package dev.convoy.network.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.compute.AveragePool2d;
import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.Padding;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Reduce;
import dev.convoy.compute.Window;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The cases of golden/spatial as layers; see README.md there. */
final class GoldenLayers {
  private static final Path FOLDER = Path.of("src/test/resources/golden/spatial");

  private GoldenLayers() {}

  /** One case: its settings, and the values of all cases. */
  record Case(JsonNode settings, Layer layer, float[] narrow, double[] wide) {
    boolean has(String array) {
      return settings.get("arrays").has(array);
    }

    private JsonNode place(String array) {
      return settings.get("arrays").get(array);
    }

    float[] floats(String array) {
      double[] values = doubles(array);
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    double[] doubles(String array) {
      int at = place(array).get("at").asInt();
      boolean exact = place(array).get("in").asText().equals("float32");
      double[] values = new double[shape(array).length()];
      for (int i = 0; i < values.length; i++) {
        values[i] = exact ? narrow[at + i] : wide[at + i];
      }
      return values;
    }

    Shape shape(String array) {
      List<Integer> sizes = integers(place(array).get("shape"));
      return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Shape of one image of an array. */
    Shape image(String array) {
      int[] sizes = shape(array).toArray();
      return Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
    }

    LayerRun run() {
      Map<String, float[]> parameters = new HashMap<>();
      for (String parameter : layer.parameters(List.of(image("x"))).keySet()) {
        parameters.put(parameter, floats(parameter));
      }
      return new LayerRun(layer, image("x"), parameters);
    }

    @Override
    public String toString() {
      return settings.get("name").asText();
    }
  }

  static List<Case> all() {
    try {
      Map<String, NumpyArray> arrays = NpzFormat.read(FOLDER.resolve("cases.npz"));
      float[] narrow = arrays.get("float32").floats();
      double[] wide = arrays.get("float64").doubles();
      List<Case> cases = new ArrayList<>();
      for (JsonNode sizes : new ObjectMapper().readTree(FOLDER.resolve("cases.json").toFile())) {
        cases.add(new Case(sizes, layer(sizes), narrow, wide));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Layer layer(JsonNode s) {
    return switch (s.get("op").asText()) {
      case "resize" -> new ResizeLayer(axis(s, 0), axis(s, 1));
      case "convTranspose2d" ->
          new ConvTranspose2dLayer(
              s.get("outC").asInt(),
              window(s),
              padding(s),
              at(s, "extra", 0),
              at(s, "extra", 1),
              s.get("groups").asInt(),
              true);
      case "localResponseNorm" ->
          new LocalResponseNormLayer(
              s.get("size").asInt(),
              s.get("alpha").floatValue(),
              s.get("beta").floatValue(),
              s.get("bias").floatValue());
      case "layerNorm" -> new LayerNormLayer(s.get("axes").asInt(), s.get("epsilon").asDouble());
      case "groupNorm" -> new GroupNormLayer(s.get("groups").asInt(), s.get("epsilon").asDouble());
      case "instanceNorm" -> new InstanceNormLayer(s.get("epsilon").asDouble());
      case "pad" -> pad(s);
      case "reduce" ->
          new ReduceLayer(Reduce.valueOf(s.get("operation").asText()), integers(s.get("axes")));
      case "globalMaxPool" -> new GlobalMaxPoolLayer();
      case "permute" -> new PermuteLayer(integers(s.get("axes")));
      case "pool" -> pool(s);
      default -> throw new IllegalStateException("no such golden case: " + s);
    };
  }

  private static ResizeLayer.Axis axis(JsonNode s, int i) {
    return new ResizeLayer.Axis(
        at(s, "out", i),
        s.get("scale").get(i).asDouble(),
        s.get("roi").get(i).asDouble(),
        s.get("roi").get(2 + i).asDouble(),
        ResizeLayer.Interpolation.valueOf(upper(s, "interpolation")),
        ResizeLayer.Coordinates.valueOf(upper(s, "coordinates")),
        ResizeLayer.Nearest.valueOf(upper(s, "nearest")),
        s.get("cubicA").asDouble(),
        s.get("excludeOutside").asBoolean(),
        s.get("extrapolation").asDouble(),
        s.get("antialias").asBoolean());
  }

  private static Layer pad(JsonNode s) {
    List<PadLayer.Ends> ends = new ArrayList<>();
    for (JsonNode pair : s.get("ends")) {
      ends.add(new PadLayer.Ends(pair.get(0).asInt(), pair.get(1).asInt()));
    }
    PadLayer.Mode mode = PadLayer.Mode.valueOf(s.get("mode").asText());
    return new PadLayer(ends, mode, s.path("value").floatValue());
  }

  private static Layer pool(JsonNode s) {
    Spacing pad = new Spacing.Pixels(padding(s));
    PoolGeometry.Rounding rounding =
        s.get("ceil").asBoolean() ? PoolGeometry.Rounding.CEIL : PoolGeometry.Rounding.FLOOR;
    if (s.get("mode").asText().equals("max")) {
      return new MaxPool2dLayer(window(s), pad, rounding, MaxPool2d.Ties.FIRST);
    }
    AveragePool2d.Divisor divisor =
        s.get("countIncludesPad").asBoolean()
            ? AveragePool2d.Divisor.IMAGE_AND_PADDING
            : AveragePool2d.Divisor.IMAGE_ONLY;
    return new AveragePool2dLayer(window(s), pad, rounding, divisor);
  }

  private static Window window(JsonNode s) {
    return new Window(
        at(s, "filter", 0),
        at(s, "filter", 1),
        at(s, "stride", 0),
        at(s, "stride", 1),
        at(s, "dilation", 0),
        at(s, "dilation", 1));
  }

  private static Padding padding(JsonNode s) {
    return new Padding(at(s, "pad", 0), at(s, "pad", 1), at(s, "pad", 2), at(s, "pad", 3));
  }

  private static int at(JsonNode s, String key, int i) {
    return s.get(key).get(i).asInt();
  }

  private static List<Integer> integers(JsonNode list) {
    List<Integer> values = new ArrayList<>();
    list.forEach(value -> values.add(value.asInt()));
    return values;
  }

  private static String upper(JsonNode s, String key) {
    return s.get(key).asText().toUpperCase(Locale.ROOT);
  }
}
