package dev.convoy.onnx.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.network.layer.Layer;
import dev.convoy.onnx.reader.ModelFiles;
import dev.convoy.onnx.reader.OnnxReader;
import dev.convoy.onnx.reader.ReadOptions;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer kind in small networks gives the same in ONNX Runtime, and when it is read again. */
class OnnxLayersTest {
  private static final int IMAGES = 3;
  private static final double TOLERANCE = 1e-5; // of the largest value

  static List<LayerCases.Case> cases() {
    return LayerCases.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void onnxRuntimeGivesTheSameOutputs(LayerCases.Case c) throws Exception {
    float[] images = SmallNetworks.images(c.network(), IMAGES);
    Map<String, float[]> found =
        RuntimeSession.run(c.network(), bytes(c.network()), IMAGES, images);
    assertThat(found.keySet()).containsExactlyElementsOf(c.network().outputs());
    assertSame(
        c.name(),
        SmallNetworks.run(c.network(), c.network().outputs(), IMAGES, images),
        found,
        TOLERANCE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theReaderGivesTheSameOutputs(LayerCases.Case c) throws Exception {
    Network read =
        OnnxReader.read(ModelFiles.of("small.onnx", bytes(c.network())), ReadOptions.STANDARD);
    float[] images = SmallNetworks.images(c.network(), IMAGES);
    List<String> outputs = c.network().outputs();
    assertSame(
        c.name(),
        SmallNetworks.run(c.network(), outputs, IMAGES, images),
        SmallNetworks.run(read, outputs, IMAGES, images),
        TOLERANCE);
  }

  static byte[] bytes(Network network) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxModel.of(network).writeModel(out, "");
    return out.toByteArray();
  }

  static void assertSame(
      String what, Map<String, float[]> expected, Map<String, float[]> found, double tolerance) {
    expected.forEach(
        (name, values) -> {
          float[] others = found.get(name);
          assertThat(others).as("%s: %s", what, name).hasSameSizeAs(values);
          double largest = 0;
          double difference = 0;
          int at = 0;
          for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
            double here = Math.abs((double) values[i] - others[i]);
            if (!(here <= difference)) {
              difference = here;
              at = i;
            }
          }
          assertThat(difference)
              .as(
                  "%s: %s[%d] is %s, here %s; largest %s",
                  what, name, at, others[at], values[at], largest)
              .isLessThanOrEqualTo(tolerance * Math.max(largest, Float.MIN_NORMAL));
        });
  }

  @Test
  void everyKindOfLayerIsKnownAndTested() {
    Set<String> layers =
        new ClassFileImporter()
            .importPackages("dev.convoy.network.layer").stream()
                .filter(type -> type.isAssignableTo(Layer.class) && type.isRecord())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    Set<String> tested =
        LayerCases.all().stream()
            .flatMap(c -> c.network().nodes().stream())
            .map(Node::layer)
            .map(layer -> layer.getClass().getSimpleName())
            .collect(Collectors.toSet());
    assertThat(tested).containsExactlyInAnyOrderElementsOf(layers);
  }
}
