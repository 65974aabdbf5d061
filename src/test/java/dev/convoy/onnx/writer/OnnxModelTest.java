package dev.convoy.onnx.writer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.convoy.KernelsUnderTest;
import dev.convoy.config.ConfigReader;
import dev.convoy.network.FashionSamples;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkFile;
import dev.convoy.network.NetworkRunner;
import dev.convoy.onnx.reader.ModelFiles;
import dev.convoy.onnx.reader.OnnxReader;
import dev.convoy.onnx.reader.ReadOptions;
import dev.convoy.tensor.Golden;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Written models give the same outputs in ONNX Runtime, and when they are read again. */
class OnnxModelTest {
  private static final int IMAGES = 2;

  @TempDir Path folder;

  private static byte[] bytes(Network network) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxModel.of(network).writeModel(out, "");
    return out.toByteArray();
  }

  /** Stored images as ONNX has them; also outputs. */
  private static float[] onnxOrder(float[] stored, Shape shape) {
    return new Tensor(shape.batch(IMAGES), stored).permuted(batched(Axes.order(shape))).data();
  }

  private static int[] batched(int[] order) {
    int[] all = new int[order.length + 1];
    for (int i = 0; i < order.length; i++) {
      all[i + 1] = order[i] + 1;
    }
    return all;
  }

  private static Map<String, float[]> run(Network network, float[] images) {
    NetworkRunner runner =
        new NetworkRunner(network.prepared(KernelsUnderTest.name()), IMAGES, network.outputs());
    System.arraycopy(images, 0, runner.input(), 0, images.length);
    runner.forward(IMAGES);
    Map<String, float[]> outputs = new TreeMap<>();
    network
        .outputNames()
        .forEach(
            (node, name) -> {
              Shape shape = network.shapeOf(node);
              float[] values = Arrays.copyOf(runner.output(node), IMAGES * shape.length());
              outputs.put(name, onnxOrder(values, shape));
            });
    return outputs;
  }

  private static Map<String, float[]> runtime(byte[] model, Network network, float[] images)
      throws OrtException {
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model)) {
      return runtime(session, network, images);
    }
  }

  private static Map<String, float[]> runtime(OrtSession session, Network network, float[] images)
      throws OrtException {
    int[] image = Axes.sizes(network.inputShape());
    long[] sizes = {IMAGES, image[0], image[1], image[2]};
    FloatBuffer values = FloatBuffer.wrap(onnxOrder(images, network.inputShape()));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, sizes);
        OrtSession.Result result = session.run(Map.of(network.inputName(), tensor))) {
      Map<String, float[]> outputs = new TreeMap<>();
      result.forEach(
          entry -> {
            FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
            float[] floats = new float[buffer.remaining()];
            buffer.get(floats);
            outputs.put(entry.getKey(), floats);
          });
      return outputs;
    }
  }

  private static void assertClose(Map<String, float[]> found, Map<String, float[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertClose(name, found.get(name), values));
  }

  private static void assertClose(String name, float[] found, float[] expected) {
    assertThat(found).as(name).hasSameSizeAs(expected);
    double largest = 1e-30;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as(name).isFinite();
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(found[i] - expected[i]));
    }
    assertThat(difference / largest).as(name).isLessThan(1e-5);
  }

  private static float[] images(Network network) {
    float[] images = new float[IMAGES * network.inputShape().length()];
    Random random = new Random(1);
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  /** A network of one layer or a few, of random weights. */
  private static Network network(String input, String layers) {
    return NetworkFile.read(
        ConfigReader.read(
            "name: one\ninput: %s\nweights: {seed: 3}\nalgorithm: direct\nlayers:\n%s"
                .formatted(input, layers),
            "one.yaml"),
        path -> {
          throw new IOException(path);
        });
  }

  private static void assertSameElsewhere(Network network) throws IOException, OrtException {
    assertSameElsewhere(network, images(network));
  }

  private static void assertSameElsewhere(Network network, float[] images)
      throws IOException, OrtException {
    Map<String, float[]> here = run(network, images);
    byte[] model = bytes(network);
    assertClose(runtime(model, network, images), here);
    Network again = OnnxReader.read(ModelFiles.of("again.onnx", model), ReadOptions.STANDARD);
    assertClose(run(again, images), here);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv2d, outC: 5, filter: [3, 2], stride: [2, 1], pad: [1, 0, 2, 1], dilation: [1, 2]",
        "conv2d, outC: 9, filter: 3, pad: same, groups: 3, bias: false",
        "conv2d, outC: 12, filter: 3, groups: 6, pad: 1",
        "convTranspose2d, outC: 4, filter: [3, 2], stride: 2, pad: 1, groups: 2",
        "maxPool2d, filter: 3, stride: 2, pad: 1, rounding: ceil",
        "maxPool2d, filter: 2, stride: 1, dilation: 2",
        "averagePool2d, filter: 3, stride: 2, pad: 1",
        "globalAveragePool",
        "globalMaxPool",
        "batchNorm",
        "layerNorm, axes: 1",
        "layerNorm, axes: 3",
        "instanceNorm",
        "groupNorm, groups: 3",
        "localResponseNorm, size: 3",
        "relu",
        "relu6",
        "leakyRelu, slope: 0.2",
        "prelu, slope: [6]",
        "prelu, slope: [7, 1, 6]",
        "sigmoid",
        "tanh",
        "swish",
        "mish",
        "gelu",
        "elu, alpha: 0.7",
        "selu",
        "celu, alpha: 1.3",
        "hardSigmoid",
        "hardSwish",
        "softplus",
        "softsign",
        "clip, low: -0.3, high: 0.9",
        "softmax",
        "logSoftmax",
        "permute, axes: [2, 1, 0]",
        "permute, axes: [1, 0, 2]",
        "flatten",
        "constantArithmetic, operation: divide, constant: left, shape: [6]",
        "constantArithmetic, operation: subtract, shape: [5, 1]",
        "pad2d, pad: [1, 2, 0, 3], value: 0.5",
      })
  void aLayerIsTheSameElsewhere(String layer) throws IOException, OrtException {
    assertSameElsewhere(network("[7, 5, 6]", "  - {name: one, kind: " + layer + "}"));
  }

  @Test
  void fashionIsTheSameElsewhere() throws IOException, OrtException {
    Network network = FashionSamples.network();
    float[] images = FashionSamples.images(IMAGES);
    Map<String, float[]> here = run(network, images);
    byte[] model = bytes(network);
    assertThat(here).containsOnlyKeys("logits");
    assertClose(runtime(model, network, images), here);
    Network again = OnnxReader.read(ModelFiles.of("fashion.onnx", model), ReadOptions.STANDARD);
    assertThat(again.weights().get("dense1.weight"))
        .isEqualTo(again.weights().get("dense1.weight"));
    assertThat(run(again, images).get("logits")).isEqualTo(here.get("logits"));
  }

  @Test
  void severalOutputsAndBranches() throws IOException, OrtException {
    assertSameElsewhere(
        network(
            "[6, 6, 4]",
            """
              - {name: conv, kind: conv2d, outC: 4, filter: 3, pad: 1}
              - {name: sum, kind: add, input: [conv, input]}
              - {name: product, kind: multiply, input: [conv, sum]}
              - {name: joined, kind: concat, input: [conv, sum, product]}
              - {name: flat, kind: flatten, input: joined}
              - {name: dense, kind: dense, outC: 3}
              - {name: probabilities, kind: softmax}
              - {name: pooled, kind: globalAveragePool, input: joined}
            """));
  }

  /** What the reader makes of PyTorch's models, written again. */
  @TestFactory
  Stream<DynamicTest> modelsSurviveTheWayThereAndBack() throws IOException {
    Map<String, NumpyArray> arrays = NpzFormat.read(Golden.path("onnx/operators.npz"));
    return new TreeSet<>(arrays.keySet())
        .stream()
            .filter(name -> name.endsWith("/model"))
            .map(
                name ->
                    DynamicTest.dynamicTest(
                        name,
                        () -> {
                          ModelFiles model = ModelFiles.of(name, arrays.get(name).bytes());
                          Network network = OnnxReader.read(model, ReadOptions.STANDARD);
                          float[] images = images(network);
                          if (name.startsWith("sqrt-log")) {
                            for (int i = 0; i < images.length; i++) {
                              images[i] = Math.abs(images[i]);
                            }
                          }
                          assertSameElsewhere(network, images);
                        }));
  }

  @Test
  void largeWeightsGoIntoAFileBeside() throws IOException, OrtException {
    Network network = FashionSamples.network();
    OnnxModel model = OnnxModel.of(network, 1000);
    assertThat(model.hasDataFile()).isTrue();
    Path file = folder.resolve("fashion.onnx");
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream data = Files.newOutputStream(folder.resolve("fashion.onnx.data"))) {
      model.writeModel(out, "fashion.onnx.data");
      model.writeData(data);
    }
    float[] images = FashionSamples.images(IMAGES);
    Map<String, float[]> here = run(network, images);
    Network again = OnnxReader.read(ModelFiles.of(file), ReadOptions.STANDARD);
    assertThat(run(again, images).get("logits")).isEqualTo(here.get("logits"));
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      assertClose(runtime(session, network, images), here);
    }
  }
}
