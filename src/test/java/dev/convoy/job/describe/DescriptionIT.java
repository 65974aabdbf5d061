package dev.convoy.job.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Job;
import dev.convoy.job.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionIT extends SparkTest {
  private static final String FASHION = "job: describe\nnetwork: conf/networks/fashion.yaml\n";

  @TempDir Path folder;

  private static Job read(String yaml) {
    return new DescribeKind().read(ConfigReader.read(yaml, "describe.yaml"));
  }

  private List<String> run(String yaml) {
    return read(yaml).run(spark(), Progress.SILENT).summary();
  }

  @Test
  void fashionIsDescribed() {
    assertThat(run(FASHION))
        .containsSubsequence(
            "  network   fashion, fingerprint 1c1b5edc3fa2",
            "  input     [28, 28, 1]",
            "            resize none, crop none, scale 0.00392156862745098, mean 0.286, std 0.353",
            "  weights   105,866 numbers, 423.5 kB as float32",
            "  work      2.27 MFLOP an image; a multiply-add counts 2",
            "  cache     25,784 bytes an image for backward, 14.4 % of all activations (179.3 kB)",
            "            logits [10]",
            "  10  logits   dense             [10]              650  0.001       40")
        .anyMatch(line -> line.startsWith("  memory    batches of 1: "))
        .anyMatch(line -> line.startsWith("            batches of 16: "))
        .anyMatch(line -> line.startsWith("            batches of 64: "));
  }

  @Test
  void theGraphIsDrawnWhereTheJobFileOfTheRepositorySays() throws IOException {
    Path svg = folder.resolve("deep/network.svg");
    String yaml =
        Files.readString(Path.of("jobs/describe.yaml"))
            .replace("out/fashion/network.svg", svg.toString());
    assertThat(run(yaml)).anyMatch(line -> line.startsWith("  drawing   " + svg + ": "));
    assertThat(svg).content().startsWith("<svg ").contains("conv1", "[28, 28, 16]", "2.27 MFLOP");
  }

  @Test
  void aBatchThatFitsNowhereIsSaidNotTried() {
    assertThat(run("batchSizes: [65536]\n" + wide()))
        .anyMatch(line -> line.contains("batches of 65,536: does not fit any JVM: shape [65536, "));
    assertThat(run("batchSizes: 400\n" + wide()))
        .anyMatch(line -> line.endsWith("; does not fit this JVM"));
  }

  /** A hundred megabytes an image, and hardly a weight. */
  private String wide() {
    Path network = folder.resolve("wide.yaml");
    try {
      Files.writeString(
          network,
          "name: wide\ninput: [1024, 1024, 3]\nweights: {seed: 1}\nlayers:\n"
              + "- {name: conv, kind: conv2d, outC: 2, filter: 1}\n"
              + "- {name: side, kind: conv2d, outC: 2, filter: 1, input: input}\n"
              + "- {name: both, kind: concat, input: [conv, side]}\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return "job: describe\nnetwork: " + network + "\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batchSizes: [1, 0] | \"batchSizes[1]\": found 0, needed a whole number from 1 to 65536",
        "batchSizes: [] | \"batchSizes\": found no sizes, needed at least one",
        "output: {png: x} | unknown key \"output.png\"; did you mean \"svg\"?",
        "preprocess: imagenet | preprocess: mean or std has 3 numbers, the network takes 1 channels",
        "taps: logits | unknown key \"taps\""
      })
  void wrongKeysAreFoundBeforeSparkStarts(String line, String message) {
    assertThatThrownBy(() -> read(FASHION + line))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("describe.yaml:3")
        .hasMessageContaining(message);
  }
}
