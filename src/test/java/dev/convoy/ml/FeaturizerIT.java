package dev.convoy.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.OwnJvm;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Progress;
import dev.convoy.job.forward.ForwardKind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The featurizer's features and reasons, beside the job's; what follows it in a pipeline. */
@Tag(OwnJvm.TAG)
class FeaturizerIT extends SparkTest {
  private static final String NETWORK = "conf/networks/edges.yaml";
  private static final StructType IMAGE =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("mode", DataTypes.IntegerType)
          .add("data", DataTypes.BinaryType);

  @TempDir Path folder;

  private static ConvoyFeaturizer edges() {
    return new ConvoyFeaturizer().setModel(NETWORK).setTap("strength").setInputCol("content");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void filesGiveTheBitsAndReasonsOfTheJob(int batchSize) throws IOException {
    Path out = forward(NETWORK, "data-samples/photos", "strength", "");
    Map<String, List<Float>> features = jobFeatures(out, "strength");
    Map<String, String> reasons = new TreeMap<>();
    spark().read().parquet(out + "/rejects").collectAsList().stream()
        .forEach(
            row ->
                reasons.put(
                    row.getAs("path"), row.getAs("stage") + ": " + row.<String>getAs("reason")));
    assertThat(features).hasSize(14);
    assertThat(reasons).hasSize(3);

    ConvoyFeaturizer featurizer = edges().setOnBadImage("reject").setBatchSize(batchSize);
    List<Row> rows = featurizer.transform(photos()).collectAsList();
    assertThat(rows).hasSize(17);
    for (Row row : rows) {
      String path = row.getAs("path");
      assertThat(floats(row.getAs("features"))).as(path).isEqualTo(features.get(path));
      assertThat(row.<String>getAs("features_error")).as(path).isEqualTo(reasons.get(path));
    }
    assertThat(rows.stream().map(row -> row.<String>getAs("path")))
        .containsExactlyElementsOf(photoNames()); // in their order
  }

  @Test
  void imagesOfSparksSourceGiveTheBitsOfTheJob() {
    Map<String, List<Float>> features =
        jobFeatures(forward(NETWORK, "data-samples/photos", "strength", ""), "strength");
    List<Row> rows =
        edges()
            .setInputCol("image")
            .setOnBadImage("reject")
            .transform(spark().read().format("image").load("data-samples/photos/*.{jpg,png}"))
            .collectAsList();
    Map<String, List<Float>> found = new TreeMap<>();
    Map<String, String> reasons = new TreeMap<>();
    for (Row row : rows) {
      String origin = row.getStruct(0).getString(0);
      String name = origin.substring(origin.lastIndexOf('/') + 1);
      found.put(name, floats(row.getAs("features")));
      reasons.put(name, row.getAs("features_error"));
    }
    assertThat(found).hasSize(16); // all but the empty file
    assertThat(found.remove("broken-not-an-image.jpg")).isNull();
    assertThat(reasons.get("broken-not-an-image.jpg"))
        .startsWith("decode: Spark's image source could not decode it");
    // What that source shows as a whole picture, or in other colours, is beyond our sight.
    assertThat(found.remove("broken-truncated.jpg")).isNotNull();
    assertThat(found.remove("cat-cmyk.jpg")).isNotEqualTo(features.remove("cat-cmyk.jpg"));
    assertThat(found).hasSize(13).isEqualTo(features);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, grey", "3, 16, grey", "4, 24, grey", "1, 0, rgb", "3, 16, rgb", "4, 24, rgb"})
  void rawImagesOfEveryModeGiveTheBitsOfTheirFiles(int channels, int mode, String network)
      throws IOException {
    int inC = network.equals("grey") ? 1 : 3;
    Path file =
        Files.writeString(
            folder.resolve("n.yaml"),
            """
            name: any
            input: [7, 5, %s]
            weights: {seed: 3}
            layers:
              - {name: conv, kind: conv2d, outC: 3, filter: 3}
            """
                .formatted(inC));
    byte[] data = new byte[7 * 5 * channels];
    new Random(17).nextBytes(data);
    Row raw = RowFactory.create("memory", 7, 5, channels, mode, data);
    ConvoyFeaturizer featurizer =
        new ConvoyFeaturizer().setModel(file.toString()).setTap("conv").setInputCol("image");
    Vector fromRaw = featurizer.transform(table(IMAGE, "image", raw)).first().getAs("features");
    Vector fromFile =
        featurizer
            .transform(table(DataTypes.BinaryType, "image", png(7, 5, channels, data)))
            .first()
            .getAs("features");
    assertThat(fromRaw.size()).isEqualTo(5 * 3 * 3);
    assertThat(fromRaw).isEqualTo(fromFile);
    assertThat(fromRaw.numNonzeros()).isGreaterThan(0);
  }

  /** A file with the pixels of an OpenCV array. */
  private static byte[] png(int h, int w, int channels, byte[] data) throws IOException {
    int type =
        switch (channels) {
          case 1 -> BufferedImage.TYPE_BYTE_GRAY;
          case 3 -> BufferedImage.TYPE_3BYTE_BGR;
          default -> BufferedImage.TYPE_4BYTE_ABGR;
        };
    BufferedImage image = new BufferedImage(w, h, type);
    for (int i = 0; i < h * w; i++) {
      for (int c = 0; c < channels; c++) {
        int band = channels == 1 || c == 3 ? c : 2 - c; // bands are red, green, blue, alpha
        image.getRaster().setSample(i % w, i / w, band, data[i * channels + c] & 0xFF);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", bytes)).isTrue();
    return bytes.toByteArray();
  }

  @Test
  void rowsWithoutAnImageSayWhy() {
    Row noData = RowFactory.create("memory", 7, 5, 1, 0, null);
    Row noMode = RowFactory.create("memory", 7, 5, 1, null, new byte[35]);
    Row tooLarge = RowFactory.create("memory", 20, 20, 1, 0, new byte[400]);
    Dataset<Row> images = table(IMAGE, "image", null, noData, noMode, tooLarge);
    ConvoyFeaturizer featurizer =
        edges().setInputCol("image").setMaxPixels(399).setOnBadImage("reject").setErrorCol("why");
    List<Row> rows = featurizer.transform(images).collectAsList();
    assertThat(rows)
        .extracting(row -> row.getAs("why"))
        .containsExactly(
            "read: no image: the column is null",
            "read: the image's data is null",
            "read: the image's mode is null",
            "decode: 20 x 20 = 400 pixels exceed maxPixels 399");
    assertThat(rows).allMatch(row -> row.isNullAt(row.fieldIndex("features")));
    assertThat(
            edges()
                .setOnBadImage("reject")
                .transform(table(DataTypes.BinaryType, "content", null, new byte[0]))
                .collectAsList())
        .extracting(row -> row.getAs("features_error"))
        .containsExactly("read: no image: the column is null", "decode: empty file (0 bytes)");
  }

  @Test
  void aBadImageFailsTheQueryUnlessAskedOtherwise() throws IOException {
    Dataset<Row> photos = photos();
    assertThatThrownBy(() -> edges().transform(photos).collectAsList())
        .hasStackTraceContaining("ConvoyFeaturizer convoyFeaturizer_")
        .hasStackTraceContaining(
            "broken-empty.png: decode: empty file (0 bytes); set onBadImage to reject to go on"
                + " without it");
    Dataset<Row> features = edges().setOnBadImage("null").transform(photos);
    assertThat(features.columns()).containsExactly("path", "content", "features");
    assertThat(features.filter("features IS NULL").count()).isEqualTo(3);
    assertThat(features.count()).isEqualTo(17);
  }

  @Test
  void otherColumnsStayAsTheyAre() throws IOException {
    Metadata note = new MetadataBuilder().putString("note", "kept").build();
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType, false, note)
            .add("name", DataTypes.StringType)
            .add("day", DataTypes.DateType)
            .add("at", DataTypes.TimestampType)
            .add("price", DataTypes.createDecimalType(20, 3))
            .add("tags", DataTypes.createArrayType(DataTypes.StringType))
            .add("map", DataTypes.createMapType(DataTypes.StringType, DataTypes.FloatType))
            .add("content", DataTypes.BinaryType)
            .add("nested", new StructType().add("x", DataTypes.ShortType, true, note))
            .add("vector", SQLDataTypes.VectorType());
    byte[] cat = Files.readAllBytes(Path.of("data-samples/photos/cat.png"));
    Map<String, Float> map = new HashMap<>(Map.of("a", 1.5f));
    List<Row> given = new ArrayList<>();
    given.add(
        RowFactory.create(
            1L,
            "é",
            Date.valueOf("1601-02-28"),
            Timestamp.valueOf("2026-03-29 02:30:00.123456"),
            new BigDecimal("12345678901234567.125"),
            List.of("x", "y"),
            map,
            cat,
            RowFactory.create((short) 3),
            Vectors.sparse(9, new int[] {4}, new double[] {2})));
    given.add(RowFactory.create(2L, null, null, null, null, null, null, cat, null, null));
    Dataset<Row> before = spark().createDataFrame(given, schema);
    Dataset<Row> after = edges().transform(before);
    assertThat(Arrays.copyOf(after.schema().fields(), schema.size()))
        .containsExactly(before.schema().fields());
    assertThat(after.drop("features").toJSON().collectAsList())
        .isEqualTo(before.toJSON().collectAsList());
  }

  @Test
  void twoColumnsOfOneNameAreRefusedBySpark() throws IOException {
    Dataset<Row> twice = photos().selectExpr("path", "content", "path");
    assertThatThrownBy(() -> edges().transform(twice))
        .hasMessageContaining("`path` is ambiguous and has 2 matches");
  }

  @Test
  void theColumnTellsItsLengthAndTheSchemaIsKnownBefore() throws IOException {
    ConvoyFeaturizer featurizer = edges().setTap("map").setOnBadImage("reject");
    StructType promised = featurizer.transformSchema(photos().schema());
    assertThat(promised).isEqualTo(featurizer.transform(photos()).schema());
    StructField features = promised.apply("features");
    assertThat(AttributeGroup.fromStructField(features).size()).isEqualTo(32 * 32 * 4);
  }

  @Test
  void whatDoesNotFitIsAnErrorBeforeARowIsRead() throws IOException {
    StructType schema = photos().schema();
    assertWrong(new ConvoyFeaturizer(), schema, "inputCol is not set, needed the column of images");
    assertWrong(edges().setInputCol("contnt"), schema, "did you mean \"content\"?");
    assertWrong(
        edges().setInputCol("path"), schema, "column \"path\" is STRING, needed BINARY (JPEG or");
    assertWrong(
        edges().setInputCol("image"),
        new StructType().add("image", new StructType().add("data", DataTypes.BinaryType)),
        "is STRUCT<data: BINARY>, needed BINARY");
    assertWrong(
        new ConvoyFeaturizer().setInputCol("content"), schema, "model is not set, needed the path");
    assertWrong(edges().setModel("nowhere.onnx"), schema, "no such file: nowhere.onnx");
    assertWrong(edges().setTap("strenght"), schema, "did you mean \"strength\"?");
    assertWrong(edges().setPreprocess("imagnet"), schema, "imagenet");
    assertWrong(edges().setPreprocess("{crop: 100}"), schema, "become 100 x 100");
    assertWrong(edges().setWeights("nowhere.npz"), schema, "nowhere.npz");
    assertWrong(edges().setHeight(64), schema, "says the size itself");
    assertWrong(
        edges().setOutputCol("Path"),
        schema,
        "outputCol: there is a column \"Path\" already; name another one, or drop it");
    assertWrong(
        edges().setOnBadImage("reject").setErrorCol("features"),
        schema,
        "errorCol: there is a column \"features\" already");
    Path twoChannels =
        Files.writeString(
            folder.resolve("two.yaml"),
            "name: two\ninput: [4, 4, 2]\nlayers:\n  - {name: relu, kind: relu}\n");
    assertWrong(
        edges().setModel(twoChannels.toString()).setTap("relu"),
        schema,
        "pictures have 1 channel (grey) or 3 (RGB); the network takes 2");
  }

  private void assertWrong(ConvoyFeaturizer featurizer, StructType schema, String message) {
    spark(); // is the active one
    assertThatThrownBy(() -> featurizer.transformSchema(schema))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("ConvoyFeaturizer " + featurizer.uid())
        .hasMessageContaining(message);
  }

  @Test
  void everySettingOfTheNetworkReachesIt() throws IOException {
    Path network =
        Files.writeString(
            folder.resolve("wide.yaml"),
            """
            name: wide
            input: [28, 28, 1]
            weights: {seed: 3}
            layers:
              - {name: first, kind: conv2d, outC: 64, filter: 1}
              - {name: conv,  kind: conv2d, outC: 64, filter: 3, pad: same}
            """);
    String images = "data-samples/fashion-mnist/images/0000?.png";
    Dataset<Row> files = files(images);
    Map<String, UnaryOperator<ConvoyFeaturizer>> settings = new TreeMap<>();
    settings.put("", f -> f);
    settings.put("algorithm: direct", f -> f.setAlgorithm("direct"));
    settings.put("weights: {seed: 4}", f -> f.setWeights("{seed: 4}"));
    settings.put(
        "preprocess: {scale: 1/255, mean: 0.5}", f -> f.setPreprocess("{scale: 1/255, mean: 0.5}"));
    List<Map<String, List<Float>>> all = new ArrayList<>();
    settings.forEach(
        (line, setting) -> {
          ConvoyFeaturizer featurizer =
              new ConvoyFeaturizer()
                  .setModel(network.toString())
                  .setTap("conv")
                  .setInputCol("content")
                  .setBatchSize(4);
          Map<String, List<Float>> found = new TreeMap<>();
          setting.apply(featurizer).transform(files).collectAsList().stream()
              .forEach(row -> found.put(row.getAs("path"), floats(row.getAs("features"))));
          Path out = forward(network.toString(), images, "conv", line);
          assertThat(found).as(line).hasSize(10).isEqualTo(jobFeatures(out, "conv"));
          all.add(found);
        });
    assertThat(all).doesNotHaveDuplicates(); // each setting changes bits
  }

  @Test
  void kernelsChangeNoBit() throws IOException {
    Dataset<Row> photos = photos().filter("path LIKE '%grey%'");
    List<Row> auto = edges().transform(photos).select("features").collectAsList();
    assertThat(edges().setKernels("scalar").transform(photos).select("features").collectAsList())
        .hasSize(4)
        .isEqualTo(auto);
  }

  private Path forward(String network, String images, String tap, String more) {
    try {
      Path out = Files.createTempDirectory(folder, "job");
      String yaml =
          """
          job: forward
          input: {images: '%s'}
          network: %s
          taps: [%s]
          output: {features: %s, rejects: %s}
          %s
          """
              .formatted(
                  images, network, tap, out.resolve("features"), out.resolve("rejects"), more);
      new ForwardKind().read(ConfigReader.read(yaml, "job.yaml")).run(spark(), Progress.SILENT);
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, List<Float>> jobFeatures(Path out, String tap) {
    Map<String, List<Float>> features = new TreeMap<>();
    spark()
        .read()
        .parquet(out.resolve("features").toString())
        .collectAsList()
        .forEach(row -> features.put(row.getAs("path"), row.getList(row.fieldIndex(tap))));
    return features;
  }

  private Dataset<Row> files(String glob) {
    return spark()
        .read()
        .format("binaryFile")
        .load(glob)
        .selectExpr("element_at(split(path, '/'), -1) AS path", "content");
  }

  /** All sample photos, the empty one too, which Spark's source would leave out; sorted. */
  private Dataset<Row> photos() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String name : photoNames()) {
      rows.add(RowFactory.create(name, Files.readAllBytes(Path.of("data-samples/photos", name))));
    }
    return spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("path", DataTypes.StringType)
                .add("content", DataTypes.BinaryType));
  }

  private static List<String> photoNames() throws IOException {
    try (var paths = Files.list(Path.of("data-samples/photos"))) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private Dataset<Row> table(DataType type, String name, Object... cells) {
    List<Row> rows = Arrays.stream(cells).map(cell -> RowFactory.create(cell)).toList();
    return spark().createDataFrame(rows, new StructType().add(name, type)).coalesce(1);
  }

  private static List<Float> floats(Vector vector) {
    if (vector == null) {
      return null;
    }
    List<Float> floats = new ArrayList<>();
    for (double value : vector.toArray()) {
      assertThat((double) (float) value).isEqualTo(value);
      floats.add((float) value);
    }
    return floats;
  }
}
