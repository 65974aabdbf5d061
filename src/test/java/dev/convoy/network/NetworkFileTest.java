package dev.convoy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkFileTest {
  private static final String HEAD = "name: small\ninput: [8, 8, 3]\nweights: {seed: 1}\nlayers:\n";

  @Test
  void aPlainListReadsEachLayerFromTheOneBefore() {
    Network network =
        read(
            "- {name: a, kind: conv2d, outC: 4, filter: 3, pad: same, stride: 2}",
            "- {name: b, kind: relu}",
            "- {name: c, kind: flatten}",
            "- {name: d, kind: dense, outC: 5}");
    assertThat(network.shapeOf("a")).isEqualTo(Shape.of(4, 4, 4));
    assertThat(network.shapeOf("c")).isEqualTo(Shape.of(64));
    assertThat(network.nodes().get(3).inputs()).containsExactly("c");
    assertThat(network.weights()).containsOnlyKeys("a.weight", "a.bias", "d.weight", "d.bias");
    assertThat(network.outputs()).containsExactly("d");
  }

  @Test
  void namedInputsMakeForksAndJoins() {
    Network network =
        read(
            "- {name: left, kind: conv2d, outC: 4, filter: 3, pad: 1}",
            "- {name: right, kind: conv2d, input: input, outC: 4, filter: 1}",
            "- {name: sum, kind: add, input: [left, right]}",
            "- {name: both, kind: concat, input: [sum, input]}",
            "- {name: pooled, kind: globalAveragePool}");
    assertThat(network.shapeOf("both")).isEqualTo(Shape.of(8, 8, 7));
    assertThat(network.shapeOf("pooled")).isEqualTo(Shape.of(7));
  }

  @Test
  void everyKindOfLayerRuns() {
    Network network =
        read(
            "- {name: p, kind: pad2d, pad: [1, 0, 2, 0], value: 0.5}",
            "- {name: c, kind: conv2d, outC: 6, filter: [3, 2], groups: 3, dilation: [1, 2]}",
            "- {name: n, kind: batchNorm, epsilon: 1e-3}",
            "- {name: r6, kind: relu6}",
            "- {name: m, kind: maxPool2d, filter: 3, stride: 2, pad: 1, rounding: ceil, ties: all}",
            "- {name: l, kind: leakyRelu, slope: 0.2}",
            "- {name: v, kind: averagePool2d, filter: 2, stride: 1, divisor: imageAndPadding}",
            "- {name: s, kind: sigmoid}",
            "- {name: f, kind: flatten}",
            "- {name: d, kind: dense, outC: 3, bias: false}",
            "- {name: q, kind: softmax}");
    NetworkRunner runner = new NetworkRunner(network.prepared("auto"), 2, List.of("q"));
    runner.forward(2);
    float[] q = runner.output("q");
    assertThat(q[0] + q[1] + q[2]).isCloseTo(1f, Offset.offset(1e-6f));
    assertThat(network.weights()).doesNotContainKey("d.bias");
  }

  @Test
  void everyKindThatMovesOrNormalisesRuns() {
    Network network =
        read(
            "- {name: p, kind: pad2d, pad: 1, mode: reflect}",
            "- {name: t, kind: convTranspose2d, outC: 6, filter: 3, stride: 2, pad: 1, extra: 1}",
            "- {name: ln, kind: layerNorm}",
            "- {name: in, kind: instanceNorm}",
            "- {name: gn, kind: groupNorm, groups: 3}",
            "- {name: lrn, kind: localResponseNorm, size: 5, alpha: 0.1}",
            "- {name: s, kind: slice, start: [0, 9, 0], count: [5, 10, 6], step: [2, -1, 1]}",
            "- {name: r, kind: resize, size: [4, 6], interpolation: linear, antialias: true}",
            "- {name: u, kind: resize, scale: [2, 1.5]}",
            "- {name: c, kind: permute, axes: [2, 0, 1]}",
            "- {name: m, kind: globalMaxPool}");
    assertThat(network.shapeOf("t")).isEqualTo(Shape.of(20, 20, 6));
    assertThat(network.shapeOf("s")).isEqualTo(Shape.of(5, 10, 6));
    assertThat(network.shapeOf("u")).isEqualTo(Shape.of(8, 9, 6));
    assertThat(network.shapeOf("c")).isEqualTo(Shape.of(6, 8, 9));
    assertThat(network.weights().get("ln.scale").data()).containsOnly(1f);
    NetworkRunner runner = new NetworkRunner(network.prepared("auto"), 2, List.of("m"));
    for (int i = 0; i < runner.input().length; i++) {
      runner.input()[i] = i % 11;
    }
    runner.forward(2);
    for (int c = 0; c < 2 * 9; c++) {
      assertThat(runner.output("m")[c]).isFinite();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: a, kind: conv, outC: 4, filter: 3} | did you mean \"conv2d\"",
        "{name: a, kind: conv2d, outC: 4, filter: 3, strid: 2} | did you mean \"stride\"",
        "{name: a, kind: conv2d, outC: 4, filter: 9} | filter is 9 pixels high",
        "{name: a, kind: conv2d, outC: 4, filter: 3, groups: 2} | 2 groups must divide the 3 input",
        "{name: a, kind: conv2d, outC: 4, filter: 3, inC: 1} | input has 3 channels, filters take 1",
        "{name: a, kind: conv2d, filter: 3} | missing key",
        "{name: a, kind: dense, outC: 4} | needs a vector; put a flatten before it",
        "{name: a, kind: maxPool2d, filter: 2, pad: 2} | would see padding only",
        "{name: a, kind: relu, input: other} | no layer \"other\" before this one",
        "{name: a, kind: add, input: [input]} | has 1 input, takes 2 or more",
        "{name: input, kind: relu} | \"input\" is taken",
        "{name: a.b, kind: relu} | needed a name of letters",
        "{name: a, kind: conv2d, outC: 4, filter: 3, pad: [1, 2]} | [top, bottom, left, right]",
        "{name: a, kind: conv2d, outC: 0, filter: 3} | whole number from 1",
        "{name: a, kind: conv2d, filterBank: {x: [[1, 2], [3]]}} | found 1 entries",
        "{name: a, kind: conv2d, filterBank: {x: [[1]]}} | has shape [1, 1, 1, 1], needs [1, 1, 3, 1]",
        "{name: a, kind: permute, axes: [0, 1]} | permute: axes [0, 1], needs each axis of [8, 8, 3]",
        "{name: a, kind: slice, start: [0, 0, 0], count: [1, 9, 1]} | 0 to 8 of axis 1, which has 8",
        "{name: a, kind: slice, start: [0, 0, 0], count: [1, 9]} | one number for each axis",
        "{name: a, kind: slice, start: 0, count: 1, step: 0} | found 0, needed a step",
        "{name: a, kind: pad2d, pad: 8, mode: reflect} | reflecting gives at most 7 more, not 8",
        "{name: a, kind: pad2d, pad: 8, mode: edge, value: 1} | is for \"mode: constant\"",
        "{name: a, kind: resize, interpolation: cubic} | needs either \"size\" or \"scale\"",
        "{name: a, kind: resize, scale: 0.1} | 8 indices with scale 0.1 leave 0.0",
        "{name: a, kind: resize, scale: -1} | needed a number above 0",
        "{name: a, kind: resize, size: 3, antialias: true} | needs \"interpolation: linear\"",
        "{name: a, kind: convTranspose2d, outC: 2, filter: 2, pad: 6} | output is -3 pixels high",
        "{name: a, kind: groupNorm, groups: 2} | 2 groups must divide the 3 channels",
        "{name: a, kind: layerNorm, axes: 4} | over 4 axes of input [8, 8, 3]",
        "{name: a, kind: leakyRelu, slope: -1} | slope -1.0, needs 0 or more",
      })
  void aWrongLayerIsAnErrorAtItsLine(String layer, String message) {
    assertThatThrownBy(() -> read("- " + layer))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("small.yaml:5")
        .hasMessageContaining(message);
  }

  @Test
  void filtersWrittenInPlaceComeOutInTheirOrder() {
    String text =
        "name: bank\ninput: [3, 3, 1]\nlayers:\n"
            + "- name: f\n  kind: conv2d\n  bias: [10, 20]\n  filterBank:\n"
            + "    left: [[1, 0]]\n    right: [[0, 1]]\n";
    Network network = NetworkFile.read(ConfigReader.read(text, "bank.yaml"), NO_FILES);
    NetworkRunner runner = new NetworkRunner(network.prepared("auto"), 1, List.of("f"));
    System.arraycopy(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, runner.input(), 0, 9);
    runner.forward(1);
    assertThat(runner.output("f")).containsExactly(11, 22, 12, 23, 14, 25, 15, 26, 17, 28, 18, 29);
  }

  @Test
  void weightsComeByNameFromNpz() throws IOException {
    Map<String, NumpyArray> arrays =
        Map.of(
            "a.weight", NumpyArray.of(Shape.of(1, 1, 3, 2), new float[] {1, 2, 3, 4, 5, 6}),
            "a.bias", NumpyArray.of(Shape.of(2), new double[] {7, 8}));
    Network network = readWithNpz(arrays);
    assertThat(network.weights().get("a.weight").data()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(network.weights().get("a.bias").data()).containsExactly(7, 8);
  }

  @Test
  void missingWeightsAreNamedWithTheNearest() {
    Map<String, NumpyArray> arrays =
        Map.of("A.weight", NumpyArray.of(Shape.of(1, 1, 3, 2), new float[6]));
    assertThatThrownBy(() -> readWithNpz(arrays))
        .hasMessageContaining("small.yaml:5: layer \"a\": w.npz has no array \"a.weight\"")
        .hasMessageContaining("did you mean \"A.weight\"");
  }

  @Test
  void misshapenWeightsSayBothShapes() {
    Map<String, NumpyArray> arrays =
        Map.of("a.weight", NumpyArray.of(Shape.of(1, 1, 2, 2), new float[4]));
    assertThatThrownBy(() -> readWithNpz(arrays))
        .hasMessageContaining("has shape [1, 1, 2, 2], needs [1, 1, 3, 2] for input [8, 8, 3]");
  }

  @Test
  void weightsThatAreNotNumbersAreRefused() {
    Map<String, NumpyArray> arrays =
        Map.of(
            "a.weight", NumpyArray.of(Shape.of(1, 1, 3, 2), new float[] {0, 0, Float.NaN, 0, 0, 0}),
            "a.bias", NumpyArray.of(Shape.of(2), new float[2]));
    assertThatThrownBy(() -> readWithNpz(arrays)).hasMessageContaining("holds NaN at 2");
  }

  @Test
  void aMissingWeightFileIsAnErrorOfTheNetworkFile() {
    String text =
        HEAD.replace("{seed: 1}", "no.npz") + "- {name: a, kind: conv2d, outC: 2, filter: 1}";
    assertThatThrownBy(() -> NetworkFile.read(ConfigReader.read(text, "small.yaml"), NO_FILES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("small.yaml:3: \"weights\": no.npz: no such file");
  }

  @Test
  void theFingerprintSeesStructureAndWeightsButNotTheName() {
    String[] layers = {"- {name: a, kind: conv2d, outC: 4, filter: 3}"};
    String print = read(layers).fingerprint();
    assertThat(print).hasSize(64).isEqualTo(read(layers).fingerprint());
    assertThat(readText((HEAD + layers[0]).replace("small", "other")).fingerprint())
        .isEqualTo(print);
    assertThat(readText((HEAD + layers[0]).replace("seed: 1", "seed: 2")).fingerprint())
        .isNotEqualTo(print);
    assertThat(read("- {name: a, kind: conv2d, outC: 4, filter: 3, stride: 2}").fingerprint())
        .isNotEqualTo(print);
    assertThat(read("- {name: b, kind: conv2d, outC: 4, filter: 3}").fingerprint())
        .isNotEqualTo(print);
  }

  @Test
  void theAlgorithmIsTheNetworksAndPartOfItsFingerprint() {
    String layers =
        "- {name: a, kind: conv2d, outC: 32, filter: 3, pad: 1}\n"
            + "- {name: b, kind: conv2d, outC: 32, filter: 3, pad: 1}";
    Network fast = readText(HEAD + layers);
    Network direct = readText("algorithm: direct\n" + HEAD + layers);
    assertThat(readText("algorithm: fast\n" + HEAD + layers).fingerprint())
        .isEqualTo(fast.fingerprint());
    assertThat(direct.fingerprint()).isNotEqualTo(fast.fingerprint());
    float[] ofFast = run(fast);
    float[] ofDirect = run(direct);
    assertThat(ofFast).isNotEqualTo(ofDirect); // other sums, other last bits
    assertThat(ofFast).containsExactly(ofDirect, Offset.offset(1e-4f));
    assertThatThrownBy(() -> readText("algorithm: fats\n" + HEAD + layers))
        .isInstanceOf(ConfigException.class)
        .hasMessage("small.yaml:1: \"algorithm\": found \"fats\"; did you mean \"fast\"?");
  }

  private static float[] run(Network network) {
    NetworkRunner runner = new NetworkRunner(network.prepared("auto"), 1, List.of("b"));
    for (int i = 0; i < runner.input().length; i++) {
      runner.input()[i] = i % 7 - 3;
    }
    runner.forward(1);
    return runner.output("b").clone();
  }

  private static final FileOpener NO_FILES =
      path -> {
        throw new FileNotFoundException(path + ": no such file");
      };

  private static Network read(String... layers) {
    return readText(HEAD + String.join("\n", layers));
  }

  private static Network readText(String text) {
    return NetworkFile.read(ConfigReader.read(text, "small.yaml"), NO_FILES);
  }

  private static Network readWithNpz(Map<String, NumpyArray> arrays) throws IOException {
    ByteArrayOutputStream npz = new ByteArrayOutputStream();
    NpzFormat.write(npz, arrays);
    String text =
        HEAD.replace("{seed: 1}", "w.npz") + "- {name: a, kind: conv2d, outC: 2, filter: 1}";
    return NetworkFile.read(
        ConfigReader.read(text, "small.yaml"), path -> new ByteArrayInputStream(npz.toByteArray()));
  }
}
