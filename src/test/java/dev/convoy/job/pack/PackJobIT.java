package dev.convoy.job.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.OwnJvm;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobKind;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.forward.ForwardKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos packed, and read by a forward job. */
@Tag(OwnJvm.TAG)
class PackJobIT extends SparkTest {
  private static final String EDGES =
      "job: forward\nnetwork: conf/networks/edges.yaml\ntaps: [strength]\n";

  @TempDir Path folder;

  @Test
  void packedFilesAreTheFiles() throws Exception {
    JobOutcome outcome = pack("packed", "data-samples/photos");
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("17 in = 16 rows + 1 rejects"))
        .anyMatch(line -> line.contains("packed/images: 16 rows, 2 files"));
    List<Row> rows = rows("packed/images");
    for (Row row : rows) {
      byte[] file = Files.readAllBytes(Path.of("data-samples/photos", row.getString(1)));
      assertThat((byte[]) row.get(5)).isEqualTo(file);
      assertThat(row.getLong(3)).isEqualTo(file.length);
      assertThat(row.getString(4))
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)));
      assertThat(row.isNullAt(2)).isTrue();
    }
    assertThat(rows).extracting(row -> row.getLong(0)).doesNotContain(2L).contains(0L, 1L, 16L);
    Row reject = rows("packed/rejects").get(0);
    assertThat(reject.getString(1)).isEqualTo("broken-empty.png");
    assertThat(reject.getString(4)).isEqualTo("empty file (0 bytes)");
    assertThat(Files.readString(folder.resolve("packed/run.json")))
        .contains("\"rows\" : 16", "\"plan\"", "\"writingBytes\"");
    try (Stream<Path> left = Files.list(folder.resolve("packed"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("images", "rejects", "run.json", "report.html");
    }
  }

  @Test
  void featuresOfPackedImagesAreThoseOfTheFiles() {
    pack("packed", "data-samples/photos");
    forward("files", "input={images: data-samples/photos}");
    forward("table", "input={table: " + folder.resolve("packed/images") + "}");
    assertThat(rows("table/f")).isEqualTo(rows("files/f"));
    assertThat(rows("table/rejects")).hasSize(2);
  }

  @Test
  void featuresOfPackedPixelsAreThoseOfTheFiles() {
    String sizes = "resize: 40, crop: [30, 30]";
    pack("packed", "data-samples/photos", "decode={" + sizes + ", channels: 1}");
    String network = "network=" + network();
    forward(
        "files",
        "input={images: data-samples/photos}",
        network,
        "preprocess={" + sizes + ", scale: 1/255}");
    forward(
        "table",
        "input={table: " + folder.resolve("packed/images") + "}",
        network,
        "preprocess={" + sizes + ", scale: 1/255}");
    assertThat(rows("table/f")).hasSize(14).isEqualTo(rows("files/f"));
    assertThat(rows("packed/rejects")).hasSize(3);
    assertThatThrownBy(
            () -> forward("no", "input={table: " + folder.resolve("packed/images") + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("they differ in size");
  }

  @Test
  void labelsAndOnlyNewRunsGoThroughThePack() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 30; i++) {
      copy(i, images.resolve(i + ".png"));
    }
    Path labels =
        Files.writeString(folder.resolve("labels.csv"), "path,label\n7.png,3\n12.png,9\n");
    String labelled = "input.labels=" + labels;
    pack("packed", images.toString(), labelled, "fileSize=4k");
    assertThat(rows("packed/images")).filteredOn(row -> !row.isNullAt(2)).hasSize(2);
    String[] run = {
      "input={table: " + folder.resolve("packed/images") + "}",
      "network=conf/networks/fashion.yaml",
      "taps=logits",
      "onlyNew=true"
    };
    assertThat(forward("f", run).summary())
        .anyMatch(line -> line.contains("30 images, 0 done before, 30 new, 0 changed"))
        .anyMatch(line -> line.contains("of 2 labelled images"));
    assertThat(forward("f", run).summary())
        .anyMatch(line -> line.contains("30 images, 30 done before, 0 new, 0 changed"));

    Files.delete(images.resolve("20.png"));
    copy(99, images.resolve("20.png"));
    pack("packed", images.toString(), labelled, "overwrite=true");
    assertThat(forward("f", run).summary())
        .anyMatch(line -> line.contains("30 images, 29 done before, 0 new, 1 changed"));
    forward("whole", run[0], run[1], run[2]);
    assertThat(rows("f/f")).isEqualTo(rows("whole/f"));
  }

  @Test
  void wrongJobsAreToldWhatIsWrong() {
    assertThatThrownBy(() -> pack("a", "data-samples/photos", "decode={resize: 100}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("pictures would keep different sizes");
    assertThatThrownBy(() -> pack("a", "data-samples/photos", "fileSize=big"))
        .hasMessageContaining("needed a size such as 256m or 1g");
    assertThatThrownBy(() -> pack("a", "data-samples/nowhere"))
        .hasMessageContaining("found no file or folder");
    assertThatThrownBy(() -> pack("a", "conf")).hasMessageContaining("found no images");
    assertThatThrownBy(() -> pack("a", folder.toString()))
        .hasMessageContaining("is, or lies within, \"input.images\"");
    assertThatThrownBy(() -> pack("a", "data-samples/photos", "onBadImage=fail"))
        .hasStackTraceContaining("broken-empty.png (0 bytes): read: empty file");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatFailsBeforeAnyWorkRemovesNothing() throws IOException {
    pack("packed", "data-samples/photos");
    Path nothing = Files.createDirectories(folder.resolve("nothing"));
    assertThatThrownBy(() -> pack("packed", nothing.toString(), "overwrite=true"))
        .hasMessageContaining("found no images");
    assertThat(rows("packed/images")).hasSize(16);
    assertThat(folder.resolve("packed/run.json")).exists();
  }

  @Test
  void aTableThatWasNotPackedNeedsItsColumn() {
    pack("packed", "data-samples/photos");
    assertThatThrownBy(
            () -> forward("no", "input={table: " + folder.resolve("packed/rejects") + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("missing key \"input.column\"");
  }

  /** One that takes 30 x 30 grey pictures. */
  private Path network() {
    try {
      return Files.writeString(
          folder.resolve("grey.yaml"),
          """
          name: grey
          input: [30, 30, 1]
          weights: {seed: 5}
          layers:
            - {name: strength, kind: conv2d, outC: 4, filter: 3, stride: 3}
          """);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void copy(int sample, Path to) throws IOException {
    Files.copy(Path.of(String.format("data-samples/fashion-mnist/images/%05d.png", sample)), to);
  }

  private JobOutcome pack(String output, String images, String... overrides) {
    String yaml =
        "job: pack\ninput: {images: %s}\noutput: {images: %s}\n"
            .formatted(images, folder.resolve(output).resolve("images"));
    return run(new PackKind(), yaml, overrides);
  }

  private JobOutcome forward(String output, String... overrides) {
    String yaml = EDGES + "output: {features: %s}\n".formatted(folder.resolve(output).resolve("f"));
    return run(new ForwardKind(), yaml, overrides);
  }

  private JobOutcome run(JobKind kind, String yaml, String... overrides) {
    ConfigNode file = ConfigReader.read(yaml, "test.yaml");
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return kind.read(file).run(spark(), Progress.SILENT);
  }

  private List<Row> rows(String table) {
    return spark().read().parquet(folder.resolve(table).toString()).sort("id").collectAsList();
  }
}
