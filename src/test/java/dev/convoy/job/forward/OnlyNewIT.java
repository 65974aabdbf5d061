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
import dev.convoy.store.OutputLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that add what is missing, over a folder of images that grows and changes. */
@Tag(OwnJvm.TAG)
class OnlyNewIT extends SparkTest {
  private static final int IMAGES = 60;

  @TempDir Path folder;
  private Path images;

  @BeforeEach
  void copyImages() throws IOException {
    images = Files.createDirectories(folder.resolve("images/deep"));
    for (int i = 0; i < IMAGES; i++) {
      copy(i, String.format("%05d.png", i));
    }
    images = folder.resolve("images");
  }

  private void copy(int sample, String name) throws IOException {
    Path from = Path.of(String.format("data-samples/fashion-mnist/images/%05d.png", sample));
    Files.copy(from, folder.resolve("images").resolve(name));
  }

  @Test
  void aFirstRunGivesWhatAnOrdinaryOneGives() {
    run("whole", "onlyNew=false");
    JobOutcome outcome = run("grown", "commitEvery=7");

    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("60 images, 0 done before, 60 new, 0 changed"))
        .anyMatch(line -> line.contains("60 in = 60 rows + 0 rejects"));
    assertThat(digest("grown/f")).isEqualTo(digest("whole/f"));
    assertThat(digest("grown/c")).isEqualTo(digest("whole/c"));
    assertThat(folder.resolve("grown/f/_manifest.json")).exists();
    assertThat(folder.resolve("grown/rejects/_manifest.json")).exists();
    assertThat(folder.resolve("grown/_f.lock")).doesNotExist();
    assertThat(folder.resolve("grown/ledger/_run")).doesNotExist();
  }

  @Test
  void aSecondRunDoesNothing() throws IOException {
    run("a");
    List<String> files = files("a");
    JobOutcome outcome = run("a");
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("60 images, 60 done before, 0 new, 0 changed"))
        .anyMatch(line -> line.contains("0 in = 0 rows + 0 rejects"));
    assertThat(files("a")).isEqualTo(files);
    assertThat(rows("a/f")).hasSize(IMAGES);
  }

  @Test
  void aRunThatFailedIsGoneOnWith() throws IOException {
    run("whole", "onlyNew=false");
    Path broken = images.resolve("00041.png");
    byte[] whole = Files.readAllBytes(broken);
    FileTime time = Files.getLastModifiedTime(broken);
    Files.write(broken, new byte[whole.length]);
    Files.setLastModifiedTime(broken, time);

    assertThatThrownBy(() -> run("a", "commitEvery=10", "onBadImage=fail", "partitions=3"))
        .hasStackTraceContaining("00041.png");
    assertThat(folder.resolve("a/f/_manifest.json")).doesNotExist();
    Files.createFile(folder.resolve("a/f/part-00099-0123456789ab.zstd.parquet")); // of a killed run
    Files.write(broken, whole);
    Files.setLastModifiedTime(broken, time);

    JobOutcome outcome = run("a", "commitEvery=10", "onBadImage=fail", "partitions=2");
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("60 images, 40 done before, 20 new, 0 changed"));
    assertThat(digest("a/f")).isEqualTo(digest("whole/f"));
    assertThat(digest("a/c")).isEqualTo(digest("whole/c"));
  }

  @Test
  void newImagesAreAddedAndChangedOnesReplaced() throws IOException {
    run("a", "commitEvery=25", "partitions=2");
    copy(100, "00000-before-all.png");
    copy(101, "zzz.png");
    Files.delete(images.resolve("00030.png"));
    Files.delete(images.resolve("00031.png"));
    copy(102, "00031.png");

    JobOutcome outcome = run("a");

    assertThat(outcome.summary())
        .anyMatch(
            line ->
                line.contains(
                    "61 images, 58 done before, 2 new, 1 changed; rows of 1 that are gone stay"))
        .anyMatch(line -> line.contains("f: 62 rows"));
    List<Row> rows = rows("a/f");
    assertThat(rows).hasSize(IMAGES + 2);
    assertThat(rows).extracting(row -> row.getLong(0)).doesNotHaveDuplicates();
    assertThat(rows.get(31).getString(1)).isEqualTo("00031.png");
    assertThat(rows.subList(IMAGES, IMAGES + 2))
        .extracting(row -> row.getString(1))
        .containsExactly("00000-before-all.png", "zzz.png");
    run("plain", "onlyNew=false");
    assertThat(features("a/f", "00031.png")).isEqualTo(features("plain/f", "00031.png"));
    assertThat(run("a").summary())
        .anyMatch(line -> line.contains("61 images, 61 done before, 0 new, 0 changed"));
  }

  @Test
  void rejectsAreDoneUnlessTheyAreToBeTriedAgain() throws IOException {
    Files.write(images.resolve("00007.png"), new byte[100]);
    run("a");
    assertThat(rows("a/rejects")).extracting(row -> row.getString(1)).containsExactly("00007.png");
    assertThat(run("a").summary())
        .anyMatch(line -> line.contains("60 images, 60 done before, 0 new, 0 changed"));

    assertThat(run("a", "retryRejects=true").summary())
        .anyMatch(line -> line.contains("60 images, 59 done before, 0 new, 1 changed"));
    assertThat(rows("a/rejects")).hasSize(1);

    Files.delete(images.resolve("00007.png"));
    copy(7, "00007.png");
    assertThat(run("a").summary())
        .anyMatch(line -> line.contains("60 images, 59 done before, 0 new, 1 changed"));
    assertThat(rows("a/rejects")).isEmpty();
    run("whole", "onlyNew=false");
    assertThat(digest("a/f")).isEqualTo(digest("whole/f"));
  }

  @Test
  void anotherPreprocessingMakesAllRowsVoid() {
    run("a");
    JobOutcome outcome = run("a", "preprocess={scale: 1/255}");
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("60 images, 0 done before, 60 new, 0 changed"));
    run("whole", "onlyNew=false", "preprocess={scale: 1/255}");
    assertThat(digest("a/f")).isEqualTo(digest("whole/f"));
    assertThat(rows("a/f")).hasSize(IMAGES);
  }

  @Test
  void labelsComeFromTheirFileAndAnotherLabelIsAChange() throws IOException {
    Path labels = folder.resolve("labels.csv");
    Files.writeString(labels, "file,label\n00003.png,4\n\"00002.png\",1\n");
    run("a", "input.labels=" + labels);
    assertThat(rows("a/f").get(3).getInt(2)).isEqualTo(4);
    assertThat(rows("a/f").get(2).getInt(2)).isEqualTo(1);
    assertThat(rows("a/f").get(4).isNullAt(2)).isTrue();

    Files.writeString(labels, "file,label\n00003.png,4\n00002.png,2\n");
    assertThat(run("a", "input.labels=" + labels).summary())
        .anyMatch(line -> line.contains("60 images, 59 done before, 0 new, 1 changed"));
    assertThat(rows("a/f").get(2).getInt(2)).isEqualTo(2);

    Files.writeString(labels, "file,label\n00003.png,4\n\nnone.png,2\n");
    assertThatThrownBy(() -> run("a", "input.labels=" + labels))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("labels.csv:4: \"none.png\" is not among the images")
        .hasMessageContaining("like \"00000.png\"");
    Files.writeString(labels, "file,label\n00003.png,4\n00003.png,2\n");
    assertThatThrownBy(() -> run("a", "input.labels=" + labels))
        .hasMessageContaining("labels.csv:3: \"00003.png\" has a label already");
    Files.writeString(labels, "file,label\n00003.png,four\n");
    assertThatThrownBy(() -> run("a", "input.labels=" + labels))
        .hasStackTraceContaining("labels.csv:2: found label \"four\"");
  }

  @Test
  void aListMayNameAnImageTwiceAndOneThatIsMissing() throws IOException {
    Path list = images.resolve("list.txt");
    Files.writeString(list, "00005.png\n00001.png\nnone.png\n\n00005.png\n");
    run("whole", "onlyNew=false", "input.images=" + list);
    run("a", "input.images=" + list);
    assertThat(digest("a/f")).isEqualTo(digest("whole/f"));
    assertThat(digest("a/rejects")).isEqualTo(digest("whole/rejects"));
    assertThat(run("a", "input.images=" + list).summary())
        .anyMatch(line -> line.contains("4 images, 4 done before, 0 new, 0 changed"));
  }

  @Test
  void outputOfAnOrdinaryRunIsNotAddedTo() {
    run("a", "onlyNew=false");
    assertThatThrownBy(() -> run("a"))
        .hasMessageContaining("output features: folder ")
        .hasMessageContaining("exists, but no ledger");
    run("b");
    run("b", "onlyNew=false", "overwrite=true");
    assertThat(folder.resolve("b/ledger")).doesNotExist();
  }

  @Test
  void keysThatExcludeEachOtherAreRefused() {
    assertThatThrownBy(() -> run("a", "overwrite=true"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("onlyNew");
    assertThatThrownBy(() -> run("a", "onlyNew=false", "commitEvery=5"))
        .hasMessageContaining("commitEvery")
        .hasMessageContaining("goes with \"onlyNew: true\"");
  }

  @Test
  void aSecondRunAtOnceIsRefused() {
    run("a");
    String features = folder.resolve("a/f").toString();
    try (OutputLock other =
        OutputLock.acquire(List.of(features), spark().sparkContext().hadoopConfiguration())) {
      assertThatThrownBy(() -> run("a"))
          .hasMessageContaining(features)
          .hasMessageContaining("is being written by another run (process ");
      assertThat(folder.resolve("a/run.json")).exists(); // it tells of the run before
      assertThat(folder.resolve("a/report.html")).exists();
      assertThat(other.isHeld()).isTrue();
    }
    run("a");
  }

  private JobOutcome run(String output, String... overrides) {
    ConfigNode file =
        ConfigReader.read(
            "job: forward\ninput: {images: %s}\nnetwork: conf/networks/fashion.yaml\n"
                    .formatted(images)
                + "taps: [dense1, logits]\nonlyNew: true\noutput: {features: %s, caches: %s}\n"
                    .formatted(
                        folder.resolve(output).resolve("f"), folder.resolve(output).resolve("c")),
            "test.yaml");
    file = ConfigReader.override(file, "kernels=" + KernelsUnderTest.name());
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    Job job = new ForwardKind().read(file);
    return job.run(spark(), Progress.SILENT);
  }

  private List<Row> rows(String table) {
    return spark().read().parquet(folder.resolve(table).toString()).sort("id").collectAsList();
  }

  private Object features(String table, String path) {
    return rows(table).stream()
        .filter(row -> row.getString(1).equals(path))
        .findFirst()
        .orElseThrow()
        .getList(4);
  }

  private List<String> files(String output) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(output))) {
      return all.map(Path::toString).filter(path -> path.endsWith(".parquet")).sorted().toList();
    }
  }

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
