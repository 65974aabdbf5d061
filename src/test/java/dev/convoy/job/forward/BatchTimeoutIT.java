package dev.convoy.job.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that a file system never gives out do not hold up the others. */
class BatchTimeoutIT extends SparkTest {
  private static final String SETTING = "fs.stuck.impl";

  @TempDir Path folder;

  @BeforeEach
  void makeImages() throws IOException {
    System.setProperty("spark.hadoop." + SETTING, StuckFileSystem.class.getName());
    spark().sparkContext().hadoopConfiguration().set(SETTING, StuckFileSystem.class.getName());
    Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 20; i++) {
      String name = i == 5 || i == 18 ? "%02d-stuck.png" : "%02d.png";
      Path sample = Path.of(String.format("data-samples/fashion-mnist/images/%05d.png", i));
      Files.copy(sample, folder.resolve("images").resolve(String.format(name, i)));
    }
  }

  @AfterEach
  void forgetFileSystem() {
    System.clearProperty("spark.hadoop." + SETTING);
  }

  @Test
  void aStuckImageIsRejectedAloneAndInItsPlace() {
    JobOutcome outcome = run("a", "stuck:", "batchTimeout=1s", "batchSize=8", "partitions=1");
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("20 in = 18 rows + 2 rejects"))
        .anyMatch(line -> line.contains("read ") && line.contains("write "));
    List<Row> rejects = rows("a/rejects");
    assertThat(rejects).extracting(row -> row.getLong(0)).containsExactly(5L, 18L);
    assertThat(rejects.get(0).getString(1)).isEqualTo("05-stuck.png");
    assertThat(rejects.get(0).getString(3)).isEqualTo("timeout");
    assertThat(rejects.get(0).getString(4))
        .isEqualTo("05-stuck.png took over 1.0 s to read (batchTimeout)");

    run("plain", "file:", "batchTimeout=none");
    List<Row> plain = rows("plain/f");
    plain.removeIf(row -> row.getString(1).contains("stuck"));
    assertThat(rows("a/f")).isEqualTo(plain);
  }

  @Test
  void runsThatDoWhatIsMissingAreGuardedToo() {
    run("a", "stuck:", "batchTimeout=1s", "onlyNew=true");
    assertThat(rows("a/rejects")).extracting(row -> row.getLong(0)).containsExactly(5L, 18L);
    assertThat(rows("a/f")).hasSize(18);
  }

  @Test
  void aStuckImageEndsTheRunWhereTheJobSaysSo() {
    assertThatThrownBy(
            () -> run("a", "stuck:", "batchTimeout=1s", "onBadImage=fail", "partitions=1"))
        .hasStackTraceContaining("05-stuck.png (")
        .hasStackTraceContaining("timeout: 05-stuck.png took over 1.0 s to read (batchTimeout)");
  }

  @Test
  void aTimeIsWrittenWithItsUnit() {
    for (String wrong : List.of("10", "0s", "1d", "-1s")) {
      assertThatThrownBy(() -> run("a", "file:", "batchTimeout=" + wrong))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("batchTimeout")
          .hasMessageContaining("needed a time such as 90s, 10m or 2h, or none");
    }
  }

  private JobOutcome run(String output, String scheme, String... overrides) {
    ConfigNode file =
        ConfigReader.read(
            "job: forward\ninput: {images: '%s%s'}\nnetwork: conf/networks/fashion.yaml\n"
                    .formatted(scheme, folder.resolve("images"))
                + "taps: [logits]\noutput: {features: %s}\n"
                    .formatted(folder.resolve(output).resolve("f")),
            "test.yaml");
    file = ConfigReader.override(file, "kernels=" + KernelsUnderTest.name());
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return new ForwardKind().read(file).run(spark(), Progress.SILENT);
  }

  private List<Row> rows(String table) {
    return new java.util.ArrayList<>(
        spark().read().parquet(folder.resolve(table).toString()).sort("id").collectAsList());
  }
}
