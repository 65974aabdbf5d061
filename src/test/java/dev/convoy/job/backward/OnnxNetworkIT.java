package dev.convoy.job.backward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.train.TrainKind;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ONNX file goes wherever a network file goes, and gives the same bits. */
class OnnxNetworkIT extends BackwardRuns {
  private static final String GOLDEN = "src/test/resources/golden/";
  private static final String INPUT =
      "{idx: %sfashion/train-0-64-images-idx3-ubyte.gz, idxLabels: %sfashion/train-0-64-labels-idx1-ubyte.gz}"
          .formatted(GOLDEN, GOLDEN);
  private static final String ONNX = GOLDEN + "onnx/fashion-cnn.onnx";
  private static final String PREPROCESS =
      "preprocess: {scale: 1/255, mean: 0.2860, std: 0.3530}\n";
  private static final String FORWARD = "job: forward\ninput: " + INPUT + "\n";

  /** The arrays of the model, which PyTorch's Sequential numbers, and of the YAML file. */
  private static final Map<String, String> WEIGHTS =
      Map.of("0", "conv1", "3", "conv2", "7", "dense1", "9", "dense2");

  @TempDir static Path shared;
  private JobOutcome outcome;

  @BeforeAll
  void runForward() {
    outcome =
        forward(
            FORWARD + "network: " + ONNX + "\n" + PREPROCESS + "taps: [logits, beforeClassifier]\n",
            "output.features=" + shared.resolve("onnx/f"),
            "output.caches=" + shared.resolve("onnx/c"));
    forward(
        FORWARD + "network: conf/networks/fashion.yaml\ntaps: [logits, relu3]\n",
        "output.features=" + shared.resolve("yaml/f"),
        "output.caches=" + shared.resolve("yaml/c"));
  }

  @Test
  void featuresAreThoseOfTheYamlFile() {
    var onnx = spark().read().parquet(shared.resolve("onnx/f").toString());
    var yaml = spark().read().parquet(shared.resolve("yaml/f").toString());
    assertThat(onnx.select("id", "logits", "beforeClassifier").orderBy("id").collectAsList())
        .hasSize(64)
        .isEqualTo(yaml.select("id", "logits", "relu3").orderBy("id").collectAsList());
    assertThat(outcome.summary()).anyMatch(line -> line.contains("accuracy"));
  }

  @Test
  void gradientsAreThoseOfTheYamlFile() throws IOException {
    String loss = "loss: softmaxCrossEntropy\njob: backward\n";
    backward(
        loss + "network: " + ONNX,
        "lossNode=logits",
        "caches=" + shared.resolve("onnx/c"),
        "output.gradients=" + folder.resolve("onnx.npz"));
    backward(
        loss + "network: conf/networks/fashion.yaml",
        "caches=" + shared.resolve("yaml/c"),
        "output.gradients=" + folder.resolve("yaml.npz"));
    Map<String, NumpyArray> onnx = gradients("onnx.npz");
    Map<String, NumpyArray> yaml = gradients("yaml.npz");
    WEIGHTS.forEach(
        (number, name) -> {
          for (String array : new String[] {".weight", ".bias"}) {
            assertThat(onnx.get(number + array).floats())
                .as(name + array)
                .isEqualTo(yaml.get(name + array).floats());
          }
        });
  }

  @Test
  void trainingGoesOnFromTheModelsWeights() throws IOException {
    ConfigNode job =
        ConfigReader.read(
            "job: train\ninput: %s\nnetwork: %s\n%skernels: %s\n"
                    .formatted(INPUT, ONNX, PREPROCESS, KernelsUnderTest.name())
                + "optimizer: {kind: sgd, learningRate: 0.001}\nbatchSize: 16\n"
                + "output: {folder: %s}".formatted(folder.resolve("trained")),
            "train.yaml");
    new TrainKind().read(job).run(spark(), Progress.SILENT);
    assertThat(NpzFormat.read(folder.resolve("trained/weights.npz"))).containsKey("9.weight");
    forward(
        FORWARD + "network: " + ONNX + "\ntaps: [logits]\n" + PREPROCESS,
        "weights=" + folder.resolve("trained/weights.npz"),
        "output.features=" + folder.resolve("after"));
    assertThat(spark().read().parquet(folder.resolve("after").toString()).count()).isEqualTo(64);
  }

  @Test
  void whatIsWrongIsSaidAtTheKey() throws IOException {
    Path truncated = folder.resolve("cut.onnx");
    byte[] model = Files.readAllBytes(Path.of(ONNX));
    Files.write(truncated, java.util.Arrays.copyOf(model, model.length / 2));
    assertRefused("network: " + truncated, "\"network\": " + truncated + ": not an ONNX model, or");
    assertRefused("network: nowhere.onnx", "\"network\": no such file: nowhere.onnx");
    assertRefused("network: " + folder, "is a folder, needed a file");
    assertRefused("network: " + ONNX + "\nweights: {seeds: 1}", "unknown key \"weights.seeds\"");
    assertRefused("network: " + ONNX + "\nalgorithm: slow", "\"algorithm\": found \"slow\"");
    assertRefused(
        "network: conf/networks/fashion.yaml\ninput: {height: 3, images: data-samples/photos}",
        "\"input.height\": conf/networks/fashion.yaml says the size itself");
  }

  private void assertRefused(String lines, String message) {
    String input = lines.contains("input:") ? "" : "input: " + INPUT + "\n";
    assertThatThrownBy(
            () ->
                forward(
                    "job: forward\n" + input + lines + "\ntaps: [input]",
                    "output.features=" + folder.resolve("never")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
