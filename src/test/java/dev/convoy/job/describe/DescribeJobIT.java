package dev.convoy.job.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescribeJobIT extends SparkTest {
  private static final String FASHION = "network: conf/networks/fashion.yaml\n";

  @TempDir Path folder;

  private List<String> run(String lines) {
    var file = ConfigReader.read("job: describe\n" + lines, "describe.yaml");
    return new DescribeKind().read(file).run(spark(), Progress.SILENT).summary();
  }

  @Test
  void numbersAreThoseOfTheNetwork() {
    List<String> lines = run(FASHION);
    assertThat(lines)
        .anyMatch(line -> line.contains("105,866 numbers"))
        .anyMatch(line -> line.contains("25,784 bytes an image for backward"))
        .anyMatch(line -> line.contains("logits [10]"))
        .anyMatch(line -> line.contains("batches of 64: "))
        // 2 * 28 * 28 * 9 * 16 multiply-adds, counted twice
        .anyMatch(line -> line.matches(" *1 +conv1 +conv2d +\\[28, 28, 16] +160 +0\\.226.*"))
        .anyMatch(line -> line.matches(" *3 +pool1 +maxPool2d +\\[14, 14, 16] .*"));
    assertThat(lines).allMatch(line -> line.length() <= 120);
  }

  @Test
  void branchesSayWhatTheyRead() {
    List<String> lines = run("network: src/test/resources/golden/onnx/residual.onnx\n");
    assertThat(lines)
        .anyMatch(line -> line.matches(".* add +\\d+, \\d+ .*"))
        .anyMatch(line -> line.contains("[33, 29, 3]"));
  }

  @Test
  void theDrawingIsWrittenAndNotReplacedUnasked() throws IOException {
    Path svg = folder.resolve("fashion.svg");
    String lines = FASHION + "output: {svg: " + svg + "}\n";
    run(lines);
    assertThat(Files.readString(svg)).startsWith("<svg").contains("conv1", "logits");
    assertThatThrownBy(() -> run(lines))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exists; set overwrite: true");
    run(lines + "overwrite: true");
  }

  @Test
  void batchSizesMustBeSizes() {
    assertThatThrownBy(() -> run(FASHION + "batchSizes: [0]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"batchSizes[0]\"");
  }
}
