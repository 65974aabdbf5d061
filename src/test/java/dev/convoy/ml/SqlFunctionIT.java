package dev.convoy.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.OwnJvm;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Progress;
import dev.convoy.job.forward.ForwardKind;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code convoy_features} in SQL, beside the job. */
@Tag(OwnJvm.TAG)
class SqlFunctionIT extends SparkTest {
  private static final String NETWORK = "conf/networks/edges.yaml";

  @TempDir Path folder;
  private SparkSession sql;

  @BeforeEach
  void openSessionWithTheFunction() {
    SparkSession shared = spark();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    sql =
        org.apache.spark.sql.classic.SparkSession.builder()
            .sparkContext(shared.sparkContext())
            .withExtensions(new ConvoyExtensions())
            .getOrCreate();
    sql.read()
        .format("binaryFile")
        .load("data-samples/photos/*.{jpg,png}")
        .selectExpr("element_at(split(path, '/'), -1) AS path", "content")
        .createOrReplaceTempView("photos");
  }

  @AfterEach
  void forgetSession() {
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    SparkSession.setDefaultSession(spark());
  }

  @Test
  void featuresAreTheBitsOfTheJob() {
    String yaml =
        "job: forward\ninput: {images: data-samples/photos}\nnetwork: %s\ntaps: [strength]\noutput: {features: %s}\n"
            .formatted(NETWORK, folder.resolve("f"));
    new ForwardKind().read(ConfigReader.read(yaml, "job.yaml")).run(sql, Progress.SILENT);
    List<Row> job =
        sql.read()
            .parquet(folder.resolve("f").toString())
            .select("path", "strength")
            .sort("path")
            .collectAsList();
    List<Row> rows =
        query("SELECT path, convoy_features(content, '%s', 'strength') AS strength FROM photos")
            .sort("path")
            .filter("strength IS NOT NULL")
            .collectAsList();
    assertThat(rows).hasSize(14).isEqualTo(job);
  }

  @Test
  void whatIsNoImageGivesNull() {
    assertThat(
            query(
                    "SELECT path FROM photos WHERE convoy_features(content, '%s', 'strength') IS"
                        + " NULL")
                .sort("path")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(
            "broken-not-an-image.jpg", "broken-truncated.jpg"); // Spark drops empty files
    assertThat(query("SELECT convoy_features(NULL, '%s', 'strength')").first().isNullAt(0))
        .isTrue();
  }

  @Test
  void preprocessingMayBeWrittenOut() {
    Row row =
        query(
                "SELECT convoy_features(content, '%s', 'strength',"
                    + " '{resize: [224, 224], scale: 1/255}') FROM photos WHERE path = 'cat.png'")
            .first();
    assertThat(row.getList(0)).hasSize(4).doesNotContainNull();
  }

  @Test
  void theFunctionDescribesItself() {
    assertThat(sql.sql("DESCRIBE FUNCTION convoy_features").collectAsList().toString())
        .contains("features of an image (JPEG or PNG bytes)");
  }

  @Test
  void wrongCallsAreErrorsBeforeARowIsRead() {
    assertWrong("SELECT convoy_features(content) FROM photos", "found 1 arguments, needed content");
    assertWrong(
        "SELECT convoy_features(path, '%s', 'strength') FROM photos",
        "content is STRING, needed BINARY");
    assertWrong(
        "SELECT convoy_features(content, path, 'strength') FROM photos",
        "needed a text that is the same for all rows");
    assertWrong(
        "SELECT convoy_features(content, 'nowhere.onnx') FROM photos",
        "no such file: nowhere.onnx");
    assertWrong(
        "SELECT convoy_features(content, '%s', 'strenght') FROM photos",
        "has no layer \"strenght\"; did you mean \"strength\"?");
    assertWrong(
        "SELECT convoy_features(content, '%s', 'strength', 'imagnet') FROM photos", "imagenet");
  }

  private void assertWrong(String text, String message) {
    assertThatThrownBy(() -> query(text)).hasMessageContaining(message);
  }

  private Dataset<Row> query(String text) {
    return sql.sql(text.formatted(NETWORK));
  }
}
