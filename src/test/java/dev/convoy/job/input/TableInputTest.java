package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.Example.Values;
import dev.convoy.store.Column;
import dev.convoy.store.Manifest;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableWriter;
import dev.convoy.store.TensorForm;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that our own writer made; those of Spark are in {@link TableInputIT}. */
class TableInputTest {
  private static final Shape SHAPE = Shape.of(5, 3, 1);
  private static final TableSchema SCHEMA =
      TableSchema.ofExamples(
          List.of(
              Column.floats("tap", SHAPE),
              Column.bytes("cache", TensorForm.float32(SHAPE)),
              Column.bytes("mask", new TensorForm(SHAPE, "bits", "HWC"))));
  private static final int[] ROWS_PER_FILE = {4, 1, 6};

  @TempDir Path folder;

  @BeforeEach
  void writeTable() throws IOException {
    int row = 0;
    for (int file = 0; file < ROWS_PER_FILE.length; file++) {
      row = writeFile(file, row, ROWS_PER_FILE[file]);
    }
    writeManifest(ROWS_PER_FILE.length);
  }

  @ParameterizedTest
  @CsvSource({"tap,1", "tap,3", "tap,11", "cache,1", "cache,2", "cache,7"})
  void tensorsComeBackWithIdPathAndLabel(String column, int partitions) {
    ExampleSource source = Inputs.open("table", folder.toString(), "column", column);
    assertThat(source.shape()).contains(SHAPE);
    assertThat(source.content()).isEqualTo(ExampleSource.Content.VALUES);
    assertThat(source.labelled()).isTrue();
    List<Example> examples = Inputs.readAll(source, partitions);
    assertThat(examples).hasSize(11);
    for (int row = 0; row < 11; row++) {
      Example example = examples.get(row);
      assertThat(example.id()).isEqualTo(idOf(row));
      assertThat(example.path()).isEqualTo("ü/%d.png", row);
      assertThat(example.label()).isEqualTo(row % 4 == 0 ? Example.NO_LABEL : row);
      assertThat(example.size()).isEqualTo(60);
      assertThat(((Values) example.payload()).values()).containsExactly(values(row));
    }
  }

  @Test
  void rowsAreReadAcrossManySmallGroups() throws IOException {
    Path fat = Files.createDirectory(folder.resolve("fat"));
    Shape shape = Shape.of(1024, 1024, 3); // 12 MiB a row, 5 rows a group
    TableSchema schema = TableSchema.of(Column.bytes("x", TensorForm.float32(shape)));
    float[] values = new float[shape.length()];
    try (TableWriter writer = writer(fat.resolve("a.parquet"), schema)) {
      TableRow row = new TableRow(schema);
      for (int id = 0; id < 12; id++) {
        values[7] = id;
        writer.write(row.set(0, values, 0));
      }
    }
    Files.writeString(fat.resolve("_manifest.json"), manifest(schema, 1).toJson());
    List<ExampleSlice> slices = Inputs.open("table", fat.toString(), "column", "x").slices(5);
    int id = 0;
    for (ExampleSlice slice : slices) {
      for (Example example : Inputs.read(Inputs.travelled(slice))) {
        assertThat(example.id()).isEqualTo(id);
        assertThat(example.path()).isEqualTo("fat#" + id);
        assertThat(((Values) example.payload()).values()[7]).isEqualTo(id++);
      }
    }
    assertThat(id).isEqualTo(12);
  }

  @Test
  void unfinishedTableIsRefused() throws IOException {
    Files.delete(folder.resolve(Manifest.FILE_NAME));
    assertWrong("has no manifest: the run that wrote it did not finish", "tap");
  }

  @Test
  void tableWithALostFileIsRefused() throws IOException {
    Files.delete(folder.resolve("part-00001.parquet"));
    assertWrong("holds 2 Parquet files, its manifest says 3", "tap");
  }

  @Test
  void wrongColumnsAreNamed() {
    assertWrong("found \"taps\"; did you mean \"tap\"?", "taps");
    assertWrong("column \"mask\" holds bits, needed float32", "mask");
    assertWrong("column \"path\" holds STRING; needed image files (binary)", "path");
    assertWrong("column \"id\" holds LONG", "id");
  }

  @Test
  void folderWithoutParquetIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> Inputs.open("table", empty.toString(), "column", "x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("empty holds no Parquet files (*.parquet)");
    assertThatThrownBy(() -> Inputs.open("table", folder + "/none", "column", "x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none does not exist");
  }

  @Test
  void fileThatIsNoParquetIsRefused() throws IOException {
    Files.writeString(folder.resolve("part-00001.parquet"), "x".repeat(100));
    assertWrong("part-00001.parquet cannot be read as Parquet", "tap");
  }

  @Test
  void filesWithOtherColumnsAreRefused() throws IOException {
    TableSchema other = TableSchema.of(Column.longs("id"));
    Files.delete(folder.resolve("part-00001.parquet"));
    try (TableWriter writer = writer(folder.resolve("part-00001.parquet"), other)) {
      writer.write(new TableRow(other).set(0, 1));
    }
    assertWrong("the columns of part-00001.parquet differ from those of part-00000", "tap");
  }

  @Test
  void damageFoundDuringTheRunFailsIt() throws IOException {
    List<ExampleSlice> slices =
        Inputs.open("table", folder.toString(), "column", "cache").slices(1);
    Path file = folder.resolve("part-00002.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0x55);
    Files.write(file, bytes);
    assertThatThrownBy(() -> Inputs.read(slices.get(0)))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("part-00002.parquet cannot be read");
  }

  private void assertWrong(String message, String column) {
    assertThatThrownBy(() -> Inputs.open("table", folder.toString(), "column", column))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private int writeFile(int file, int firstRow, int count) throws IOException {
    Path path = folder.resolve("part-%05d.parquet".formatted(file));
    try (TableWriter writer = writer(path, SCHEMA)) {
      TableRow row = new TableRow(SCHEMA);
      for (int i = firstRow; i < firstRow + count; i++) {
        row.set(0, idOf(i)).set(1, "ü/" + i + ".png");
        if (i % 4 == 0) {
          row.setNull(2);
        } else {
          row.set(2, i);
        }
        writer.write(row.set(3, values(i), 0).set(4, values(i), 0).set(5, new byte[2]));
      }
    }
    return firstRow + count;
  }

  /** Without checksums beside the file, which would find damage before Parquet does. */
  private static TableWriter writer(Path file, TableSchema schema) throws IOException {
    Configuration conf = new Configuration();
    conf.set("fs.file.impl", RawLocalFileSystem.class.getName());
    conf.setBoolean("fs.file.impl.disable.cache", true);
    return TableWriter.create(new org.apache.hadoop.fs.Path(file.toString()), schema, conf);
  }

  /** With gaps, as where images were rejected. */
  private static long idOf(int row) {
    return 3L * row + 1;
  }

  private static float[] values(int row) {
    float[] values = new float[SHAPE.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row * 100 + i + 0.5f;
    }
    return values;
  }

  private void writeManifest(int files) throws IOException {
    Files.writeString(folder.resolve(Manifest.FILE_NAME), manifest(SCHEMA, files).toJson());
  }

  private static Manifest manifest(TableSchema schema, int files) {
    return Manifest.of(
        "features",
        "forward",
        new Manifest.NetworkName("n", "f", ""),
        new Manifest.RunCounts(33, 22),
        new TableCount(11, 1, files),
        schema);
  }
}
