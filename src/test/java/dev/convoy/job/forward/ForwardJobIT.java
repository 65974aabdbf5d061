package dev.convoy.job.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.OwnJvm;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.tensor.NpzFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardJobIT extends SparkTest {
  private static final String FASHION =
      "job: forward\n"
          + "input: {images: data-samples/fashion-mnist/images,"
          + " labels: data-samples/fashion-mnist/labels.csv}\n"
          + "network: conf/networks/fashion.yaml\n"
          + "taps: [dense1, logits]\n";
  private static final String EDGES =
      "job: forward\n"
          + "input: {images: data-samples/photos}\n"
          + "network: conf/networks/edges.yaml\n"
          + "taps: [map, strength]\n";

  @TempDir Path folder;

  @Test
  void featuresAgreeWithPyTorchAndAccuracyIsPrinted() throws IOException {
    JobOutcome outcome = run(FASHION, "output.features=" + folder.resolve("f"));
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("1,000 in = 1,000 rows + 0 rejects"))
        .anyMatch(line -> line.contains("accuracy"));
    double[] golden =
        NpzFormat.read(Path.of("src/test/resources/golden/fashion/logits-test-0-256.npz"))
            .get("logits")
            .doubles();
    List<Row> rows = rows("f");
    assertThat(rows).hasSize(1000);
    for (int i = 0; i < 256; i++) {
      assertThat(rows.get(i).getLong(0)).isEqualTo(i);
      assertThat(rows.get(i).getString(1)).isEqualTo(String.format("%05d.png", i));
      List<Float> logits = rows.get(i).getList(4);
      for (int c = 0; c < 10; c++) {
        assertThat(Math.abs(logits.get(c) - golden[i * 10 + c])).isLessThan(2e-4);
      }
    }
    assertThat(Files.readString(folder.resolve("run.json")))
        .contains("\"accuracy\"", "\"plan\"", "\"liveBytes\"");
    assertThat(folder.resolve("f/_manifest.json")).exists();
    assertThat(folder.resolve("rejects/_manifest.json")).exists();
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnyWork() {
    assertThatThrownBy(
            () -> run(EDGES, "output.features=" + folder.resolve("f"), "batchSize=" + (1 << 11)))
        .hasMessageContaining("does not fit the executors' memory: batches of 2048 need")
        .hasMessageContaining("batchSize: ")
        .hasMessageContaining("--driver-memory ")
        .hasMessageContaining("tasks at a time");
    assertThat(folder.resolve("f")).doesNotExist();
  }

  @Test
  void bitsDependNeitherOnPartitionsNorOnKernelsNorOnBatches() {
    List<String> features = new ArrayList<>();
    List<String> caches = new ArrayList<>();
    String[][] shapes = {
      {"1", "scalar", "16"}, {"3", "vector", "16"}, {"7", "scalar", "5"}, {"7", "vector", "64"}
    };
    for (String[] shape : shapes) {
      String name = String.join("-", shape);
      run(
          FASHION,
          "output.features=" + folder.resolve(name + "/f"),
          "output.caches=" + folder.resolve(name + "/c"),
          "partitions=" + shape[0],
          "kernels=" + shape[1],
          "batchSize=" + shape[2]);
      features.add(digest(name + "/f"));
      caches.add(digest(name + "/c"));
    }
    assertThat(features).containsOnly(features.get(0));
    assertThat(caches).containsOnly(caches.get(0));
  }

  /**
   * The shared context has two cores; one core needs a JVM of its own, as a user would start it.
   */
  @Tag(OwnJvm.TAG)
  @Test
  void bitsAreTheSameOnOneCore() throws Exception {
    run(FASHION, "output.features=" + folder.resolve("two/f"));
    Path job = Files.writeString(folder.resolve("job.yaml"), FASHION);
    OwnJvm.runOnOneCore(folder, job.toString(), "output.features=" + folder.resolve("one/f"));
    assertThat(digest("one/f")).isEqualTo(digest("two/f"));
  }

  @Test
  void brokenPhotosAreSetAsideWithTheirReasons() {
    JobOutcome outcome = run(EDGES, "output.features=" + folder.resolve("f"), "maxRejects=3");
    assertThat(outcome.overMaxRejects()).isFalse();
    List<Row> rejects = rows("rejects");
    assertThat(rejects)
        .extracting(row -> row.getString(1))
        .containsExactly("broken-empty.png", "broken-not-an-image.jpg", "broken-truncated.jpg");
    assertThat(rejects).extracting(row -> row.getString(3)).containsOnly("decode");
    assertThat(rejects).extracting(row -> row.getLong(2)).containsExactly(0L, 20L, 17_319L);
    assertThat(rejects.get(0).getString(4)).contains("empty");
    assertThat(rejects.get(1).getString(4)).contains("not a JPEG or PNG image: begins with");
    assertThat(rejects.get(2).getString(4)).contains("truncated");
    assertThat(rows("f")).hasSize(14);
  }

  @Test
  void moreRejectsThanAllowedAreReported() {
    JobOutcome outcome = run(EDGES, "output.features=" + folder.resolve("f"), "maxRejects=2");
    assertThat(outcome.overMaxRejects()).isTrue();
  }

  @Test
  void aBadImageEndsTheRunWhereTheJobSaysSo() {
    Path features = folder.resolve("f");
    assertThatThrownBy(() -> run(EDGES, "output.features=" + features, "onBadImage=fail"))
        .hasStackTraceContaining("broken-empty.png (0 bytes): decode: ");
    assertThat(features).doesNotExist();
    assertThat(folder.resolve("rejects")).doesNotExist();
    assertThat(folder.resolve("run.json")).doesNotExist();
  }

  @Test
  void aFailedRunLeavesNothingOfTheOneItReplaces() {
    String output = "output.features=" + folder.resolve("f");
    run(EDGES, output);
    assertThat(folder.resolve("run.json")).exists();
    assertThatThrownBy(() -> run(EDGES, output, "overwrite=true", "onBadImage=fail"))
        .hasStackTraceContaining("broken-");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void tensorColumnsDescribeThemselves() {
    run(
        FASHION,
        "output.features=" + folder.resolve("f"),
        "output.caches=" + folder.resolve("c"),
        "taps=[pool2]");
    var features = spark().read().parquet(folder.resolve("f").toString()).schema();
    assertThat(features.apply("pool2").metadata().json())
        .contains("\"shape\":[7,7,32]", "\"dtype\":\"float32\"", "\"layout\":\"HWC\"");
    var caches = spark().read().parquet(folder.resolve("c").toString()).schema();
    assertThat(caches.apply("relu1_bits").metadata().json())
        .contains("\"shape\":[28,28,16]", "\"dtype\":\"bits\"");
    assertThat(caches.apply("pool1_argmax").metadata().json()).contains("\"dtype\":\"uint2\"");
  }

  @Test
  void aTableOfAnEarlierJobIsAnInput() {
    run(FASHION, "output.features=" + folder.resolve("a/f"), "taps=[input, logits]");
    run(
        FASHION,
        "input={table: " + folder.resolve("a/f") + ", column: input}",
        "output.features=" + folder.resolve("b/f"),
        "taps=[input, logits]",
        "partitions=3");
    assertThat(digest("b/f")).isEqualTo(digest("a/f"));
  }

  @Test
  void anExistingOutputIsRefusedBeforeSparkDoesAnything() throws IOException {
    Files.createDirectories(folder.resolve("f"));
    assertThatThrownBy(() -> read(FASHION, "output.features=" + folder.resolve("f")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exists; set overwrite: true");
  }

  @Test
  void theTableThatIsReadIsNotWrittenOver() {
    String features = "output.features=" + folder.resolve("f");
    run(EDGES, features, "taps=[input]");
    assertThatThrownBy(
            () ->
                read(
                    EDGES,
                    "input={table: " + folder.resolve("f") + ", column: input}",
                    features,
                    "overwrite=true"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is, or lies within, \"input.table\" of this job");
    assertThat(folder.resolve("f/_manifest.json")).exists();
  }

  @Test
  void aLayerNamedAsAColumnIsRefusedBeforeSparkDoesAnything() throws IOException {
    Path network =
        Files.writeString(
            folder.resolve("n.yaml"),
            "name: n\ninput: [28, 28, 1]\nlayers: [{name: Label, kind: relu}]\n");
    assertThatThrownBy(
            () ->
                read(
                    FASHION,
                    "network=" + network,
                    "taps=[Label]",
                    "output.features=" + folder.resolve("f")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("column \"Label\" stands twice")
        .hasMessageContaining("rename that layer");
  }

  @Test
  void wrongKeysAndShapesAreFoundBeforeSparkDoesAnything() {
    String output = "output.features=" + folder.resolve("f");
    assertThatThrownBy(() -> read(FASHION, output, "batchsize=3"))
        .hasMessageContaining("did you mean \"batchSize\"");
    assertThatThrownBy(() -> read(FASHION, output, "taps=[dense9]"))
        .hasMessageContaining("did you mean \"dense1\"");
    assertThatThrownBy(() -> read(FASHION, output, "network=conf/networks/none.yaml"))
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> read(FASHION, output, "input={images: jobs}"))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> read(FASHION, output, "preprocess={crop: 10}"))
        .hasMessageContaining("pictures become 10 x 10, the network takes 28 x 28");
    assertThatThrownBy(() -> read(FASHION.replace("taps: [dense1, logits]", ""), output))
        .hasMessageContaining("needs \"taps\"");
  }

  private static Job read(String yaml, String... overrides) {
    ConfigNode file = ConfigReader.read(yaml, "job.yaml");
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return new ForwardKind().read(file);
  }

  private JobOutcome run(String yaml, String... overrides) {
    ConfigNode file = ConfigReader.read(yaml, "job.yaml");
    file = ConfigReader.override(file, "kernels=" + KernelsUnderTest.name());
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return new ForwardKind().read(file).run(spark(), Progress.SILENT);
  }

  private List<Row> rows(String table) {
    return spark().read().parquet(folder.resolve(table).toString()).orderBy("id").collectAsList();
  }

  /** A hash over all cells of all rows, in the order of ids. */
  private String digest(String table) {
    return spark()
        .read()
        .parquet(folder.resolve(table).toString())
        .orderBy("id")
        .selectExpr("sha2(to_json(struct(*)), 256) AS row")
        .selectExpr("sha2(concat_ws('', collect_list(row)), 256)")
        .first()
        .getString(0);
  }
}
