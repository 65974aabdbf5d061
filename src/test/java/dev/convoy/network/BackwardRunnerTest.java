package dev.convoy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.config.ConfigReader;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BackwardRunnerTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/fashion");
  private static final int IMAGES = 64;
  private static final long SEED = 11;

  /** Joins, forks, a node read twice by one reader, and every layer that is linear. */
  private static final String LINEAR =
      """
      name: linear
      input: [6, 5, 3]
      weights: {seed: 3}
      layers:
        - {name: first, kind: conv2d, outC: 4, filter: 3, pad: 1}
        - {name: norm, kind: batchNorm}
        - {name: left, kind: conv2d, outC: 4, filter: 1, input: norm}
        - {name: right, kind: averagePool2d, filter: 3, stride: 1, pad: 1, input: norm}
        - {name: both, kind: concat, input: [left, right, norm]}
        - {name: depth, kind: conv2d, outC: 12, filter: 3, groups: 12, pad: 1}
        - {name: sum, kind: add, input: [depth, both, both]}
        - {name: framed, kind: pad2d, pad: [1, 0, 2, 0]}
        - {name: strided, kind: conv2d, outC: 6, filter: [3, 2], stride: 2, groups: 2}
        - {name: mean, kind: globalAveragePool}
        - {name: scores, kind: dense, outC: 5}
      """;

  @Test
  void gradientOfTheFashionNetworkAgreesWithPyTorch() throws IOException {
    Map<String, NumpyArray> golden = NpzFormat.read(GOLDEN.resolve("gradient-sum-train-0-64.npz"));
    Network network = FashionSamples.network();
    Run run = new Run(network, 16, KernelsUnderTest.name());
    float[] images = trainImages();
    int[] labels = trainLabels();
    for (int first = 0; first < IMAGES; first += 16) {
      run.add(Arrays.copyOfRange(images, first * 784, (first + 16) * 784), labels, first, 16);
    }
    assertThat(run.lossSum)
        .isCloseTo(golden.get("loss_sum").doubles()[0], Offset.offset(1e-5 * run.lossSum));
    ParameterLayout.of(network)
        .scatter(run.gradients)
        .forEach((name, actual) -> assertClose(name, actual.data(), golden.get(name).doubles()));
  }

  private static void assertClose(String name, float[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual.length).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("%s[%s], of values up to %s", name, i, largest)
          .isCloseTo(expected[i], Offset.offset(1e-5 * largest));
    }
  }

  @Test
  void bitsDependNeitherOnKernelsNorOnTheBatch() throws IOException {
    float[] images = trainImages();
    int[] labels = trainLabels();
    Run whole = new Run(FashionSamples.network(), 16, "scalar");
    whole.add(images, labels, 0, 16);
    for (String kernels : List.of("scalar", "vector")) {
      for (int batch : new int[] {1, 5, 16}) {
        Run run = new Run(FashionSamples.network(), batch, kernels);
        for (int first = 0; first < 16; first += batch) {
          int n = Math.min(batch, 16 - first);
          run.add(Arrays.copyOfRange(images, first * 784, (first + n) * 784), labels, first, n);
        }
        assertThat(run.gradients).as("%s, batch %s", kernels, batch).isEqualTo(whole.gradients);
      }
    }
  }

  /** For a linear network y = f(x): dot(f(x) - f(0), u) = dot(x, gradInput(u)) for any u. */
  @Test
  void backwardIsTheAdjointOfForwardThroughJoinsAndForks() {
    Network network = read(LINEAR);
    PreparedNetwork prepared = network.prepared(KernelsUnderTest.name());
    Random random = new Random(SEED);
    int n = 3;
    float[] x = random(n * 90, random);
    float[] u = random(n * 5, random);
    List<KeptTensor> kept = ForwardCache.of(network);
    NetworkRunner forward = new NetworkRunner(prepared, n, wanted(network, kept));
    forward.forward(n);
    float[] atZero = forward.output("scores").clone();
    System.arraycopy(x, 0, forward.input(), 0, x.length);
    forward.forward(n);
    float[] atX = forward.output("scores").clone();
    BackwardRunner backward =
        new BackwardRunner(prepared, n, "scores", BackwardRunner.Images.WANTED);
    System.arraycopy(u, 0, backward.upstream(), 0, u.length);
    backward.backward(
        n, KeptBatch.ofRunner(forward, kept, n), new float[ParameterLayout.of(network).length()]);
    double left = 0;
    for (int i = 0; i < u.length; i++) {
      left += ((double) atX[i] - atZero[i]) * u[i];
    }
    double right = 0;
    for (int i = 0; i < x.length; i++) {
      right += (double) x[i] * backward.gradInput()[i];
    }
    assertThat(right).isCloseTo(left, Offset.offset(1e-5 * Math.abs(left)));
  }

  /** The network is linear in each weight alone, so any step gives the slope exactly. */
  @Test
  void gradientOfEveryWeightIsTheSlopeAlongIt() {
    Network network = read(LINEAR);
    ParameterLayout layout = ParameterLayout.of(network);
    float[] weights = layout.gather(network);
    float[] x = random(2 * 90, new Random(SEED));
    float[] u = random(2 * 5, new Random(SEED + 1));
    float[] gradients = new float[layout.length()];
    double largest = slopes(network, x, u, gradients);
    for (ParameterLayout.Entry entry : layout.entries()) {
      for (int i : new int[] {entry.at(), entry.end() - 1}) {
        float[] moved = weights.clone();
        moved[i] += 1;
        double up = value(network.withWeights(layout.scatter(moved)), x, u);
        moved[i] -= 2;
        double down = value(network.withWeights(layout.scatter(moved)), x, u);
        assertThat((double) gradients[i])
            .as("%s, weight %s", entry.name(), i - entry.at())
            .isCloseTo((up - down) / 2, Offset.offset(2e-5 * largest));
      }
    }
  }

  private static double slopes(Network network, float[] x, float[] u, float[] gradients) {
    List<KeptTensor> kept = ForwardCache.of(network);
    PreparedNetwork prepared = network.prepared(KernelsUnderTest.name());
    NetworkRunner forward = new NetworkRunner(prepared, 2, wanted(network, kept));
    System.arraycopy(x, 0, forward.input(), 0, x.length);
    forward.forward(2);
    BackwardRunner backward =
        new BackwardRunner(prepared, 2, "scores", BackwardRunner.Images.NOT_WANTED);
    System.arraycopy(u, 0, backward.upstream(), 0, u.length);
    backward.backward(2, KeptBatch.ofRunner(forward, kept, 2), gradients);
    double largest = 0;
    for (float gradient : gradients) {
      largest = Math.max(largest, Math.abs(gradient));
    }
    return largest;
  }

  private static double value(Network network, float[] x, float[] u) {
    NetworkRunner forward =
        new NetworkRunner(network.prepared(KernelsUnderTest.name()), 2, List.of("scores"));
    System.arraycopy(x, 0, forward.input(), 0, x.length);
    forward.forward(2);
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += (double) forward.output("scores")[i] * u[i];
    }
    return sum;
  }

  @Test
  void aGradientMayBeginAtAnInnerNode() throws IOException {
    Network network = FashionSamples.network();
    Run run = new Run(network, 1, KernelsUnderTest.name());
    BackwardRunner inner =
        new BackwardRunner(
            network.prepared(KernelsUnderTest.name()), 1, "pool1", BackwardRunner.Images.WANTED);
    run.forward(trainImages(), 1);
    Arrays.fill(inner.upstream(), 1f);
    inner.backward(1, run.kept, run.gradients);
    ParameterLayout.of(network)
        .scatter(run.gradients)
        .forEach(
            (name, gradient) ->
                assertThat(hasNonZero(gradient.data()))
                    .as(name)
                    .isEqualTo(name.startsWith("conv1")));
    assertThat(hasNonZero(inner.gradInput())).isTrue();
  }

  @Test
  void theFirstValueThatIsNotFiniteIsFound() throws IOException {
    Network network = FashionSamples.network();
    Run run = new Run(network, 1, KernelsUnderTest.name());
    run.forward(trainImages(), 1);
    run.kept.floats("pool1")[0] = Float.NaN;
    run.setUpstream(trainLabels(), 0, 1);
    assertThat(run.backward.findNonFinite(1, run.kept, run.gradients))
        .contains("node conv2: the gradient of conv2.weight");
    run.backward.upstream()[3] = Float.POSITIVE_INFINITY;
    assertThat(run.backward.findNonFinite(1, run.kept, run.gradients))
        .contains("node logits: the gradient that comes in");
  }

  @Test
  void aNodeWithoutWeightsBeforeItIsRefused() {
    Network network = read("name: n\ninput: [2, 2, 1]\nlayers:\n- {name: a, kind: relu}\n");
    assertThatThrownBy(
            () ->
                new BackwardRunner(
                    network.prepared("auto"), 1, "a", BackwardRunner.Images.NOT_WANTED))
        .hasMessage(
            "network n: no weights come before node \"a\", so there is no gradient to compute");
  }

  private static boolean hasNonZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> wanted(Network network, List<KeptTensor> kept) {
    Set<String> wanted = new LinkedHashSet<>();
    kept.forEach(tensor -> wanted.addAll(tensor.readsFrom(network)));
    return wanted;
  }

  private static float[] random(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Network read(String text) {
    return NetworkFile.read(
        ConfigReader.read(text, "test.yaml"),
        path -> {
          throw new FileNotFoundException(path);
        });
  }

  private static float[] trainImages() throws IOException {
    byte[] bytes = idx("train-0-64-images-idx3-ubyte.gz", 16);
    float[] images = new float[bytes.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = (Byte.toUnsignedInt(bytes[i]) / 255f - 0.2860f) / 0.3530f;
    }
    return images;
  }

  private static int[] trainLabels() throws IOException {
    byte[] bytes = idx("train-0-64-labels-idx1-ubyte.gz", 8);
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = bytes[i];
    }
    return labels;
  }

  private static byte[] idx(String name, int header) throws IOException {
    try (InputStream file = Files.newInputStream(GOLDEN.resolve(name));
        DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
      in.skipNBytes(header);
      return in.readAllBytes();
    }
  }

  /** Forward, loss and backward of the fashion network. */
  private static final class Run {
    final Network network;
    final List<KeptTensor> cache;
    final NetworkRunner forward;
    final KeptBatch kept;
    final ClassifierLoss loss;
    final BackwardRunner backward;
    final float[] gradients;
    double lossSum;

    Run(Network network, int batchSize, String kernels) {
      this.network = network;
      PreparedNetwork prepared = network.prepared(kernels);
      cache = ForwardCache.of(network);
      forward = new NetworkRunner(prepared, batchSize, wanted(network, cache));
      kept = KeptBatch.ofRunner(forward, cache, batchSize);
      loss = ClassifierLoss.atOutput(network);
      backward =
          new BackwardRunner(prepared, batchSize, loss.from(), BackwardRunner.Images.NOT_WANTED);
      gradients = new float[ParameterLayout.of(network).length()];
    }

    void forward(float[] images, int n) {
      System.arraycopy(images, 0, forward.input(), 0, n * 784);
      forward.forward(n);
      kept.pack(network, forward, n);
    }

    void setUpstream(int[] labels, int first, int n) {
      double[] losses = new double[n];
      int[] some = Arrays.copyOfRange(labels, first, first + n);
      loss.gradient(n, kept.floats(loss.scores()), some, losses, backward.upstream());
      lossSum += Arrays.stream(losses).sum();
    }

    void add(float[] images, int[] labels, int first, int n) {
      forward(images, n);
      setUpstream(labels, first, n);
      backward.backward(n, kept, gradients);
    }
  }
}
