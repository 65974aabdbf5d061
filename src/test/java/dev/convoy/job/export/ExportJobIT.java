package dev.convoy.job.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.network.FashionSamples;
import dev.convoy.network.Network;
import dev.convoy.onnx.reader.ModelFiles;
import dev.convoy.onnx.reader.OnnxReader;
import dev.convoy.onnx.reader.ReadOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportJobIT extends SparkTest {
  @TempDir Path folder;

  private JobOutcome run(String lines) {
    String job = "job: export\nnetwork: conf/networks/fashion.yaml\n" + lines;
    return new ExportKind()
        .read(ConfigReader.read(job, "export.yaml"))
        .run(spark(), Progress.SILENT);
  }

  @Test
  void theModelHasTheNetworksWeights() {
    Path file = folder.resolve("models/fashion.onnx");
    JobOutcome outcome = run("output: {model: " + file + "}");
    Network network = OnnxReader.read(ModelFiles.of(file), ReadOptions.STANDARD);
    Network fashion = FashionSamples.network();
    assertThat(network.weights().keySet()).isEqualTo(fashion.weights().keySet());
    assertThat(network.weights().get("dense1.weight").data())
        .isEqualTo(fashion.weights().get("dense1.weight").data());
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("fashion.onnx: 10 nodes, 0.4 MB of weights"))
        .anyMatch(line -> line.contains("logits [10] an image"));
    assertThat(folder.resolve("models")).isDirectoryContaining("glob:**fashion.onnx");
  }

  @Test
  void anEarlierModelIsNotReplacedUnasked() throws Exception {
    Path file = Files.writeString(folder.resolve("fashion.onnx"), "precious");
    assertThatThrownBy(() -> run("output: {model: " + file + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exists; set overwrite: true");
    assertThat(file).hasContent("precious");
    run("output: {model: " + file + "}\noverwrite: true");
    assertThat(Files.size(file)).isGreaterThan(400_000);
  }
}
