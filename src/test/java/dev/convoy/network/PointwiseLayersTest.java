package dev.convoy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.Arithmetic;
import dev.convoy.compute.PointwiseFunction;
import dev.convoy.config.ConfigReader;
import dev.convoy.network.layer.ArithmeticLayer;
import dev.convoy.network.layer.ConstantArithmeticLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.PReluLayer;
import dev.convoy.network.layer.PointwiseLayer;
import dev.convoy.network.layer.Side;
import dev.convoy.tensor.Shape;
import java.io.FileNotFoundException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of one value and arithmetic as layers: shapes, network files, gradients, batches. */
class PointwiseLayersTest {
  private static final long SEED = 47;
  private static final float STEP = 0x1p-8f;

  /** A squeeze-and-excite block, and every layer with a gradient, smooth where it must be. */
  private static final String SMOOTH =
      """
      name: smooth
      input: [6, 5, 3]
      weights: {seed: 3}
      layers:
        - {name: first, kind: conv2d, outC: 17, filter: 3, pad: 1}
        - {name: bent, kind: swish}
        - {name: squeezed, kind: averagePool2d, filter: [6, 5]}
        - {name: excited, kind: conv2d, outC: 17, filter: 1}
        - {name: gate, kind: sigmoid}
        - {name: gated, kind: multiply, input: [bent, gate]}
        - {name: mask, kind: conv2d, outC: 1, filter: 1, input: bent}
        - {name: masked, kind: divide, input: [gated, maskSafe]}
        - {name: centred, kind: subtract, input: [masked, excited]}
        - {name: twice, kind: constantArithmetic, operation: multiply, shape: [17]}
        - {name: turned, kind: constantArithmetic, operation: subtract, constant: left, shape: 1}
        - {name: rectified, kind: prelu, slope: [17]}
        - {name: next, kind: conv2d, outC: 8, filter: 3}
        - {name: tanh, kind: tanh}
        - {name: power, kind: constantArithmetic, operation: power, shape: [4, 1, 8]}
        - {name: flat, kind: flatten}
        - {name: scores, kind: dense, outC: 5}
        - {name: logs, kind: logSoftmax}
      """
          .replace(
              "  - {name: masked",
              "  - {name: maskSoft, kind: softplus}\n"
                  + "  - {name: maskSafe, kind: constantArithmetic, operation: add, shape: [1]}\n"
                  + "  - {name: masked");

  private static Network read(String text) {
    return NetworkFile.read(
        ConfigReader.read(text, "test.yaml"),
        path -> {
          throw new FileNotFoundException(path);
        });
  }

  private static float[] random(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Set<String> wanted(Network network, List<KeptTensor> kept) {
    Set<String> wanted = new LinkedHashSet<>(List.of("logs"));
    kept.forEach(tensor -> wanted.addAll(tensor.readsFrom(network)));
    return wanted;
  }

  private static double value(Network network, float[] x, float[] u) {
    int n = u.length / 5;
    NetworkRunner forward =
        new NetworkRunner(network.prepared(KernelsUnderTest.name()), n, List.of("logs"));
    System.arraycopy(x, 0, forward.input(), 0, x.length);
    forward.forward(n);
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += (double) forward.output("logs")[i] * u[i];
    }
    return sum;
  }

  /** Gradients of the weights, and behind them those of the images. */
  private static float[] gradient(
      String kernels, Network network, int batch, float[] x, float[] u) {
    PreparedNetwork prepared = network.prepared(kernels);
    List<KeptTensor> kept = ForwardCache.of(network);
    NetworkRunner forward = new NetworkRunner(prepared, batch, wanted(network, kept));
    BackwardRunner backward =
        new BackwardRunner(prepared, batch, "logs", BackwardRunner.Images.WANTED);
    int weights = ParameterLayout.of(network).length();
    float[] gradients = new float[weights];
    float[] all = new float[weights + x.length];
    int images = x.length / 90;
    for (int first = 0; first < images; first += batch) {
      int n = Math.min(batch, images - first);
      System.arraycopy(x, first * 90, forward.input(), 0, n * 90);
      forward.forward(n);
      KeptBatch batchKept = KeptBatch.ofRunner(forward, kept, batch);
      batchKept.pack(network, forward, n);
      System.arraycopy(u, first * 5, backward.upstream(), 0, n * 5);
      backward.backward(n, batchKept, gradients);
      System.arraycopy(backward.gradInput(), 0, all, weights + first * 90, n * 90);
    }
    System.arraycopy(gradients, 0, all, 0, weights);
    return all;
  }

  @Test
  void gradientsAreTheSlopesOfForward() {
    Network network = read(SMOOTH);
    ParameterLayout layout = ParameterLayout.of(network);
    assertThat(layout.entries().stream().map(ParameterLayout.Entry::name))
        .contains("rectified.slope")
        .doesNotContain("twice.value");
    Random random = new Random(SEED);
    float[] x = random(2 * 90, random);
    float[] u = random(2 * 5, random);
    float[] gradients = gradient(KernelsUnderTest.name(), network, 2, x, u);
    double largest = 0;
    for (float gradient : gradients) {
      largest = Math.max(largest, Math.abs(gradient));
    }
    float[] weights = layout.gather(network);
    for (ParameterLayout.Entry entry : layout.entries()) {
      for (int i : new int[] {entry.at(), entry.end() - 1}) {
        float[] moved = weights.clone();
        moved[i] += STEP;
        double up = value(network.withWeights(layout.scatter(moved)), x, u);
        moved[i] = weights[i] - STEP;
        double down = value(network.withWeights(layout.scatter(moved)), x, u);
        assertThat((double) gradients[i])
            .as("%s, weight %s", entry.name(), i - entry.at())
            .isCloseTo((up - down) / (2 * STEP), Offset.offset(2e-3 * largest));
      }
    }
    for (int i = 0; i < x.length; i += 13) {
      float[] moved = x.clone();
      moved[i] += STEP;
      double up = value(network, moved, u);
      moved[i] = x[i] - STEP;
      double down = value(network, moved, u);
      assertThat((double) gradients[weights.length + i])
          .as("value %s of the images", i)
          .isCloseTo((up - down) / (2 * STEP), Offset.offset(2e-3 * largest));
    }
  }

  @Test
  void bitsDependNeitherOnKernelsNorOnTheBatch() {
    Network network = read(SMOOTH);
    Random random = new Random(SEED);
    float[] x = random(5 * 90, random);
    float[] u = random(5 * 5, random);
    float[] expected = gradient("scalar", network, 5, x, u);
    for (String kernels : List.of("scalar", "vector")) {
      for (int batch : new int[] {1, 2, 5}) {
        assertThat(gradient(kernels, network, batch, x, u))
            .as("%s, batch %s", kernels, batch)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'clip, low: -1, high: 2', CLIP, -1, 2",
    "clip, CLIP, -Infinity, Infinity",
    "'elu, alpha: 0.5', ELU, 0.5, 0",
    "selu, SELU, 1.6732632, 1.050701",
    "'celu, alpha: 2', CELU, 2, 0",
    "hardSigmoid, HARD_SIGMOID, 0.2, 0.5",
    "'hardSigmoid, beta: 1', HARD_SIGMOID, 0.2, 1",
    "hardSwish, HARD_SWISH, 0, 0",
    "tanh, TANH, 0, 0",
    "swish, SWISH, 0, 0",
    "softplus, SOFTPLUS, 0, 0",
    "softsign, SOFTSIGN, 0, 0",
    "mish, MISH, 0, 0",
    "gelu, GELU, 0, 0"
  })
  void networkFilesKnowTheFunctions(
      String words, PointwiseFunction function, float alpha, float beta) {
    Layer layer = only(words);
    assertThat(layer).isEqualTo(new PointwiseLayer(function, alpha, beta));
    assertThat(words).startsWith(layer.kind());
  }

  private static Layer only(String words) {
    return read("name: n\ninput: [2, 2, 3]\nweights: {seed: 1}\nlayers:\n- {name: a, kind: %s}\n"
            .formatted(words))
        .node("a")
        .layer();
  }

  @Test
  void networkFilesKnowArithmetic() {
    assertThat(only("prelu, slope: [3]")).isEqualTo(new PReluLayer(Shape.of(3)));
    assertThat(only("constantArithmetic, operation: divide, constant: left, shape: [2, 1, 3]"))
        .isEqualTo(new ConstantArithmeticLayer(Arithmetic.DIVIDE, Side.LEFT, Shape.of(2, 1, 3)));
    assertThat(only("minimum, input: [input, input]"))
        .isEqualTo(new ArithmeticLayer(Arithmetic.MINIMUM));
  }

  /** Its lower-case words joined: what a network file or a message calls the layer. */
  @ParameterizedTest
  @EnumSource
  void kindsAreOneWord(PointwiseFunction function) {
    assertThat(new PointwiseLayer(function, 1, 1).kind())
        .isEqualToIgnoringCase(function.name().replace("_", ""))
        .matches("[a-z][a-zA-Z]*");
  }

  @Test
  void outputsAreTheLargerShape() {
    Layer multiply = new ArithmeticLayer(Arithmetic.MULTIPLY);
    assertThat(multiply.outputShape(List.of(Shape.of(4, 1, 8), Shape.of(1, 5, 8))))
        .isEqualTo(Shape.of(4, 5, 8));
    Layer constant = new ConstantArithmeticLayer(Arithmetic.ADD, Side.RIGHT, Shape.of(5, 1));
    assertThat(constant.outputShape(List.of(Shape.of(4, 1, 8)))).isEqualTo(Shape.of(4, 5, 8));
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Layer multiply = new ArithmeticLayer(Arithmetic.MULTIPLY);
    assertThatThrownBy(() -> multiply.outputShape(List.of(Shape.of(4, 4, 8), Shape.of(8))))
        .hasMessage("inputs have shapes [4, 4, 8] and [8], needs one rank");
    assertThatThrownBy(() -> multiply.outputShape(List.of(Shape.of(8))))
        .hasMessage("has 1 inputs, takes 2");
    assertThatThrownBy(() -> new PReluLayer(Shape.of(4, 8)).outputShape(List.of(Shape.of(1, 8))))
        .hasMessage("slopes have shape [4, 8], which does not repeat into an input [1, 8]");
    Layer constant = new ConstantArithmeticLayer(Arithmetic.ADD, Side.LEFT, Shape.of(1, 8));
    assertThatThrownBy(() -> constant.outputShape(List.of(Shape.of(8))))
        .hasMessage("constant has shape [1, 8], needs no more axes than the input [8]");
  }

  /** Of every shape a constant or slope can have, alone and behind a convolution. */
  @ParameterizedTest
  @CsvSource({"[1]", "[8]", "'[1, 1, 8]'", "'[6, 1, 1]'", "'[6, 5, 1]'", "'[6, 5, 8]'", "'[5, 8]'"})
  void fusedOrNotTheBitsAreTheSame(String shape) {
    Network network =
        read(
            """
            name: n
            input: [6, 5, 3]
            weights: {seed: 5}
            layers:
              - {name: other, kind: conv2d, outC: 8, filter: 1}
              - {name: conv, kind: conv2d, outC: 8, filter: 3, pad: 1, input: input}
              - {name: norm, kind: batchNorm}
              - {name: clip, kind: clip, low: 0, high: 6}
              - {name: scaled, kind: constantArithmetic, operation: subtract, shape: SHAPE}
              - {name: turned, kind: constantArithmetic, operation: divide, constant: left, shape: SHAPE}
              - {name: slope, kind: prelu, slope: SHAPE}
              - {name: mish, kind: mish}
              - {name: both, kind: maximum, input: [mish, other]}
              - {name: last, kind: gelu}
            """
                .replace("SHAPE", shape));
    PreparedNetwork prepared = network.prepared(KernelsUnderTest.name());
    NetworkRunner plain = new NetworkRunner(prepared, 3, network.nodeNames());
    NetworkRunner fused = new NetworkRunner(prepared, 3, List.of("last"));
    float[] x = random(3 * 90, new Random(SEED));
    System.arraycopy(x, 0, plain.input(), 0, x.length);
    System.arraycopy(x, 0, fused.input(), 0, x.length);
    plain.forward(3);
    fused.forward(3);
    int count = 3 * network.shapeOf("last").length();
    for (int i = 0; i < count; i++) {
      assertThat(fused.output("last")[i]).as("value %s", i).isEqualTo(plain.output("last")[i]);
    }
  }
}
