package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.job.input.Example.Encoded;
import dev.convoy.job.input.Example.Unreadable;
import dev.convoy.job.input.Example.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that Spark wrote, and slices that Spark carries. */
class TableInputIT extends SparkTest {
  private static final Metadata SHAPED =
      new MetadataBuilder()
          .putLongArray("shape", new long[] {2})
          .putString("dtype", "float32")
          .build();

  @TempDir Path folder;

  @Test
  void imagesThatSparkWroteAreRead() {
    StructType schema =
        new StructType()
            .add("path", DataTypes.StringType)
            .add("content", DataTypes.BinaryType)
            .add("label", DataTypes.LongType);
    write(
        schema,
        RowFactory.create("a.png", new byte[] {1, 2, 3}, 7L),
        RowFactory.create(null, null, null),
        RowFactory.create("c.png", new byte[0], -5L));

    ExampleSource source = Inputs.open("table", table(), "column", "content");
    assertThat(source.content()).isEqualTo(ExampleSource.Content.ENCODED);
    List<Example> examples = Inputs.readAll(source, 2);
    assertThat(((Encoded) examples.get(0).payload()).bytes()).containsExactly(1, 2, 3);
    assertThat(examples.get(1).payload()).isEqualTo(new Unreadable("the cell is null"));
    assertThat(((Encoded) examples.get(2).payload()).bytes()).isEmpty();
    assertThat(examples).extracting(Example::id).containsExactly(0L, 1L, 2L);
    assertThat(examples).extracting(Example::path).containsExactly("a.png", "table#1", "c.png");
    assertThat(examples).extracting(Example::label).containsExactly(7, -1, -1);
    assertThat(examples).extracting(Example::size).containsExactly(3L, -1L, 0L);
  }

  @Test
  void arraysWithAShapeAreRead() {
    StructType schema =
        new StructType().add("x", DataTypes.createArrayType(DataTypes.FloatType), true, SHAPED);
    write(
        schema,
        RowFactory.create(List.of(1f, 2f)),
        RowFactory.create((Object) null),
        RowFactory.create(List.of(3f)),
        RowFactory.create(List.of()),
        RowFactory.create(Arrays.asList(4f, null)));

    List<Example> examples = Inputs.readAll(Inputs.open("table", table(), "column", "x"), 3);
    assertThat(((Values) examples.get(0).payload()).values()).containsExactly(1f, 2f);
    assertThat(examples.get(1).payload()).isEqualTo(new Unreadable("the cell is null"));
    assertThat(examples.get(2).payload()).isEqualTo(new Unreadable("found 1 numbers, needed 2"));
    assertThat(examples.get(3).payload()).isEqualTo(new Unreadable("found 0 numbers, needed 2"));
    assertThat(examples.get(4).payload()).isEqualTo(new Unreadable("found 1 numbers, needed 2"));
  }

  @Test
  void arraysWithoutAShapeAreRefused() {
    write(
        new StructType().add("x", DataTypes.createArrayType(DataTypes.FloatType)),
        RowFactory.create(List.of(1f)));
    assertThatThrownBy(() -> Inputs.open("table", table(), "column", "x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("its metadata gives no shape");
  }

  @Test
  void tableWithoutRowsIsRefused() {
    write(new StructType().add("content", DataTypes.BinaryType));
    assertThatThrownBy(() -> Inputs.open("table", table(), "column", "content"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds no rows");
  }

  @Test
  void executorsReadSlicesOfFiles() throws Exception {
    for (int i = 0; i < 10; i++) {
      Files.writeString(folder.resolve(i + ".png"), "image " + i);
    }
    ExampleSource source = Inputs.open("images", folder.toString());
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark().sparkContext());
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    try {
      List<String> read =
          sc.parallelize(source.slices(3), 3)
              .flatMap(slice -> texts(slice, conf.value()).iterator())
              .collect();
      assertThat(read).hasSize(10).startsWith("0 0.png image 0").endsWith("9 9.png image 9");
    } finally {
      conf.destroy();
    }
  }

  private static List<String> texts(ExampleSlice slice, SerializableConfiguration conf)
      throws Exception {
    List<String> texts = new ArrayList<>();
    try (ExampleReader reader = slice.open(conf.value())) {
      reader.forEachRemaining(
          it ->
              texts.add(
                  it.id() + " " + it.path() + " " + new String(((Encoded) it.payload()).bytes())));
    }
    return texts;
  }

  private void write(StructType schema, Row... rows) {
    spark().createDataFrame(List.of(rows), schema).coalesce(1).write().parquet(table());
  }

  private String table() {
    return folder.resolve("table").toString();
  }
}
