package dev.convoy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.SparkTest;
import dev.convoy.tensor.Shape;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: tasks write, fail, are tried again; what lies there afterwards is read by Spark. */
class TableCommitIT extends SparkTest {
  private static final Shape MAP = Shape.of(3, 5, 2);
  private static final TableSchema FEATURES =
      TableSchema.ofExamples(
          List.of(
              Column.floats("dense1", Shape.of(7)),
              Column.bytes("conv1", TensorForm.float32(MAP)),
              Column.bytes("relu1", new TensorForm(Shape.of(11), TensorForm.BITS, "C"))));
  private static final int ROWS_PER_SLICE = 13;
  private static final int SLICES = 5;

  /** What a task does wrong on its first attempts. */
  enum Fault {
    NONE,
    DIES_AFTER_SOME_ROWS,
    DIES_AFTER_COMMIT,
    ALWAYS_DIES
  }

  @TempDir Path folder;
  private JavaSparkContext sc;

  @BeforeEach
  void openSession() {
    sc = JavaSparkContext.fromSparkContext(spark().sparkContext());
  }

  @Test
  void sparkReadsBackWhatTasksWrote() {
    write(Fault.NONE, TableCommit.Existing.REFUSE);

    assertFeaturesAreWhole();
    var fields = Tables.read(spark(), path("features")).schema();
    assertThat(TensorForm.of(fields.apply("dense1").metadata()))
        .contains(TensorForm.float32(Shape.of(7)));
    assertThat(TensorForm.of(fields.apply("conv1").metadata()))
        .contains(new TensorForm(MAP, "float32", "HWC"));
    assertThat(TensorForm.of(fields.apply("relu1").metadata()))
        .contains(new TensorForm(Shape.of(11), "bits", "C"));
    assertThat(fields.apply("label").dataType().simpleString()).isEqualTo("int");
    assertThat(fields.apply("dense1").dataType().simpleString()).isEqualTo("array<float>");
  }

  @Test
  void namesOfFilesStandInTheOrderOfIds() throws IOException {
    write(Fault.NONE, TableCommit.Existing.REFUSE);

    List<Long> ids = new ArrayList<>();
    for (Path file : parquetFiles("features")) {
      spark()
          .read()
          .parquet(file.toString())
          .select("id")
          .collectAsList()
          .forEach(row -> ids.add(row.getLong(0)));
    }
    assertThat(ids).isSorted().hasSize(SLICES * ROWS_PER_SLICE);
  }

  @Test
  void manifestCountsWhatLiesThere() throws IOException {
    write(Fault.NONE, TableCommit.Existing.REFUSE);

    Manifest manifest = Manifest.read(path("features"), new Configuration());
    assertThat(manifest.rows()).isEqualTo(SLICES * ROWS_PER_SLICE);
    assertThat(manifest.files()).isEqualTo(SLICES).isEqualTo(parquetFiles("features").size());
    assertThat(manifest.columns().get(4).tensor().shape()).containsExactly(3, 5, 2);
    assertThat(names("features"))
        .allMatch(name -> name.equals("_manifest.json") || name.endsWith(".zstd.parquet"));
  }

  @Test
  void tableWithoutRowsStillTellsItsColumns() {
    write(Fault.NONE, TableCommit.Existing.REFUSE);

    var rejects = Tables.read(spark(), path("rejects"));
    assertThat(rejects.count()).isZero();
    assertThat(rejects.columns()).containsExactly("id", "path", "size", "stage", "reason");
    assertThat(Manifest.read(path("rejects"), new Configuration()).files()).isEqualTo(1);
  }

  @Test
  void taskThatDiesHalfwayNeitherDoublesNorLosesRows() {
    write(Fault.DIES_AFTER_SOME_ROWS, TableCommit.Existing.REFUSE);
    assertFeaturesAreWhole();
  }

  @Test
  void taskThatDiesAfterItsCommitDoublesNothing() {
    write(Fault.DIES_AFTER_COMMIT, TableCommit.Existing.REFUSE);
    assertFeaturesAreWhole();
  }

  @Test
  void runThatFailsLeavesNothing() {
    assertThatThrownBy(() -> write(Fault.ALWAYS_DIES, TableCommit.Existing.REFUSE))
        .hasMessageContaining("on purpose");

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void overwriteThatFailsLeavesNoOldRowsThatLookWhole() {
    write(Fault.NONE, TableCommit.Existing.REFUSE);

    assertThatThrownBy(() -> write(Fault.ALWAYS_DIES, TableCommit.Existing.OVERWRITE))
        .hasMessageContaining("on purpose");

    assertThat(folder.resolve("deep/features")).doesNotExist();
  }

  @Test
  void overwriteReplacesOldRows() {
    write(Fault.NONE, TableCommit.Existing.REFUSE);
    write(Fault.NONE, TableCommit.Existing.OVERWRITE);
    assertFeaturesAreWhole();
  }

  @Test
  void attemptThatOutlivesItsRunLeavesNothing() {
    CommitPlan plan;
    List<TableTarget> targets = List.of(new TableTarget("features", path("features"), FEATURES));
    Configuration conf = spark().sparkContext().hadoopConfiguration();
    try (TableCommit commit = TableCommit.begin(targets, TableCommit.Existing.REFUSE, conf)) {
      plan = commit.plan();
    }
    CommitPlan ended = plan;
    assertThatThrownBy(
            () ->
                sc.parallelize(List.of(0, 1), 2)
                    .map(slice -> writeSlice(ended, slice, new Configuration(), Fault.NONE))
                    .collect())
        .hasMessageContaining("the run has ended and removed");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void tablesAreReadInBatchesThatFitTheirRows() {
    write(Fault.NONE, TableCommit.Existing.REFUSE);
    String key = "spark.sql.parquet.columnarReaderBatchSize";
    SparkSession session = spark().newSession();
    String before = session.conf().get(key);
    session.conf().set("spark.sql.shuffle.partitions", "3");

    var own = Tables.read(session, path("features")).sparkSession().conf();
    assertThat(own.get(key)).isEqualTo("4096");
    assertThat(own.get("spark.sql.shuffle.partitions")).isEqualTo("3");
    assertThat(session.conf().get(key)).isEqualTo(before);

    Column image = Column.bytes("x", TensorForm.float32(Shape.of(224, 224, 3)));
    Manifest fat =
        Manifest.of(
            "caches",
            "forward",
            new Manifest.NetworkName("n", "f", ""),
            new Manifest.RunCounts(1, 0),
            new TableCount(1, 1, 1),
            TableSchema.ofExamples(List.of(image)));
    assertThat(Tables.batchRows(fat)).isEqualTo(27); // 16 MiB of 602,112 B
  }

  @Test
  void groupsOfRowsThatCompressWellStaySmallOnceUnpacked() throws IOException {
    TableSchema fat =
        TableSchema.ofExamples(
            List.of(Column.bytes("input", TensorForm.float32(Shape.of(224, 224, 3)))));
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(folder.resolve("fat.parquet").toString());
    TableWriter writer = TableWriter.create(file, fat, new Configuration());
    try (writer) {
      TableRow row = new TableRow(fat);
      float[] zeros = new float[224 * 224 * 3];
      for (int id = 0; id < 300; id++) {
        writer.write(row.set(0, id).set(1, "z").setNull(2).set(3, zeros, 0));
      }
    }
    assertThat(writer.rows()).isEqualTo(300);
    assertThat(writer.bytes()).isPositive().isLessThan(1 << 20);
    List<Long> groups = ParquetFooters.rowsOfGroups(file);
    assertThat(groups).hasSize(3).allMatch(rows -> rows <= 111); // 64 MiB of 602,112 B
  }

  private void assertFeaturesAreWhole() {
    List<Row> rows = Tables.read(spark(), path("features")).orderBy("id").collectAsList();
    assertThat(rows).hasSize(SLICES * ROWS_PER_SLICE);
    for (int id = 0; id < rows.size(); id++) {
      Row row = rows.get(id);
      assertThat(row.getLong(0)).isEqualTo(id);
      assertThat(row.getString(1)).isEqualTo("größe #%d.png", id);
      assertThat(row.isNullAt(2)).isEqualTo(id % 3 == 0);
      assertThat(row.isNullAt(2) ? -1 : row.getInt(2)).isEqualTo(id % 3 == 0 ? -1 : id);
      assertThat(row.<Float>getList(3)).containsExactly(boxed(values(id, 7)));
      assertThat(FloatBytes.toFloats(row.getAs(4))).containsExactly(values(id, MAP.length()));
      assertThat(row.<byte[]>getAs(5)).containsExactly(id, -1);
    }
  }

  private void write(Fault fault, TableCommit.Existing existing) {
    List<TableTarget> targets =
        List.of(
            new TableTarget("features", path("features"), FEATURES),
            new TableTarget("rejects", path("rejects"), TableSchema.rejects()));
    Configuration conf = spark().sparkContext().hadoopConfiguration();
    Broadcast<SerializableConfiguration> shared = sc.broadcast(new SerializableConfiguration(conf));
    try (TableCommit commit = TableCommit.begin(targets, existing, conf)) {
      CommitPlan plan = commit.plan();
      Map<String, TableCount> counts = new HashMap<>();
      sc.parallelize(List.of(0, 1, 2, 3, 4), SLICES)
          .map(slice -> writeSlice(plan, slice, shared.value().value(), fault))
          .collect()
          .forEach(part -> part.forEach((name, n) -> counts.merge(name, n, TableCount::plus)));
      commit.commit(
          Map.of(
              "features", manifest("features", counts, FEATURES),
              "rejects", manifest("rejects", counts, TableSchema.rejects())));
    } finally {
      shared.destroy();
    }
  }

  private static Manifest manifest(
      String table, Map<String, TableCount> counts, TableSchema schema) {
    return Manifest.of(
        table,
        "forward",
        new Manifest.NetworkName("tiny", "4f1c", "none"),
        new Manifest.RunCounts(SLICES * ROWS_PER_SLICE, 0),
        counts.get(table),
        schema);
  }

  private static HashMap<String, TableCount> writeSlice(
      CommitPlan plan, int slice, Configuration conf, Fault fault) {
    boolean first = TaskContext.get().attemptNumber() == 0;
    try (TaskTables tables = TaskTables.open(plan, slice, conf)) {
      TableRow row = new TableRow(FEATURES);
      for (int id = slice * ROWS_PER_SLICE; id < (slice + 1) * ROWS_PER_SLICE; id++) {
        failIf(fault == Fault.ALWAYS_DIES && slice == 3);
        failIf(fault == Fault.DIES_AFTER_SOME_ROWS && first && id % ROWS_PER_SLICE == 9);
        row.set(0, id).set(1, "größe #" + id + ".png");
        if (id % 3 == 0) {
          row.setNull(2);
        } else {
          row.set(2, id);
        }
        float[] batch = new float[2 * 7];
        System.arraycopy(values(id, 7), 0, batch, 7, 7);
        row.set(3, batch, 7).set(4, values(id, MAP.length()), 0).set(5, new byte[] {(byte) id, -1});
        tables.table("features").write(row);
      }
      HashMap<String, TableCount> counts = new HashMap<>(tables.commit());
      failIf(fault == Fault.DIES_AFTER_COMMIT && first);
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void failIf(boolean now) {
    if (now) {
      throw new OnPurpose();
    }
  }

  /** Numbers no two rows share, with a NaN and a minus zero among them. */
  private static float[] values(int id, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = id + i / 1024f;
    }
    values[1] = -0f;
    values[2] = Float.NaN;
    return values;
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  private String path(String table) {
    return folder.resolve("deep").resolve(table).toString();
  }

  private List<String> names(String table) {
    String[] names = new File(path(table)).list();
    return names == null ? List.of() : List.of(names);
  }

  private List<Path> parquetFiles(String table) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(path(table)))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static final class OnPurpose extends RuntimeException implements Serializable {
    private static final long serialVersionUID = 1;

    OnPurpose() {
      super("on purpose");
    }
  }
}
