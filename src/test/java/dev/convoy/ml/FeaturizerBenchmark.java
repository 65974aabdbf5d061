package dev.convoy.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The featurizer beside the SQL function, which sees one row at a time: images per second, best of
 * {@value #ROUNDS} rounds in turns. One network whose time is in a large dense layer, and one with
 * hardly any work, where what rows cost shows most.
 *
 * <p>Run: {@code mvn -q -Pbench test-compile exec:exec -Dbench=dev.convoy.ml.FeaturizerBenchmark}.
 */
public final class FeaturizerBenchmark {
  private static final int ROUNDS = 5;
  private static final int IMAGES = 1000;

  private static final String DENSE =
      """
      name: dense
      input: [28, 28, 1]
      weights: {seed: 1}
      layers:
        - {name: conv, kind: conv2d, outC: 16, filter: 3, pad: same}
        - {name: flat, kind: flatten}
        - {name: one,  kind: dense, outC: 1024}
      """;

  private FeaturizerBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master(System.getProperty("bench.master", "local[2]"))
            .config("spark.ui.enabled", "false")
            .config("spark.sql.extensions", ConvoyExtensions.class.getName())
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    Dataset<Row> images = images(spark).cache();
    images.count();
    Path dense = Files.writeString(Files.createTempFile("dense", ".yaml"), DENSE);
    compare(images, dense.toString(), "one");
    compare(images, "conf/networks/fashion.yaml", "dense1");
    Files.delete(dense);
    spark.stop();
  }

  private static void compare(Dataset<Row> images, String network, String tap) {
    List<String> names = new ArrayList<>(List.of("SQL"));
    List<Supplier<Dataset<Row>>> ways = new ArrayList<>();
    ways.add(
        () ->
            images.selectExpr(
                "*", "convoy_features(content, '%s', '%s') AS features".formatted(network, tap)));
    for (int batchSize : new int[] {1, 4, 16, 64}) {
      names.add("featurizer, batch " + batchSize);
      ways.add(
          () ->
              new ConvoyFeaturizer()
                  .setModel(network)
                  .setTap(tap)
                  .setInputCol("content")
                  .setBatchSize(batchSize)
                  .transform(images));
    }
    double[] best = new double[ways.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    for (int round = 0; round <= ROUNDS; round++) { // the first one warms up
      for (int way = 0; way < best.length; way++) {
        Dataset<Row> rows = ways.get(way).get();
        long began = System.nanoTime();
        rows.write().format("noop").mode("overwrite").save();
        double seconds = (System.nanoTime() - began) / 1e9;
        best[way] = round == 0 ? best[way] : Math.min(best[way], seconds);
      }
    }
    for (int way = 0; way < best.length; way++) {
      System.out.printf(
          Locale.ROOT,
          "%-28s %-24s %8.0f images/s, %.3f ms each%n",
          Path.of(network).getFileName().toString().replaceAll("[0-9]+", ""),
          names.get(way),
          IMAGES / best[way],
          best[way] * 1e3 / IMAGES);
    }
  }

  private static Dataset<Row> images(SparkSession spark) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String name = "%05d.png".formatted(i);
      Path file = Path.of("data-samples/fashion-mnist/images", name);
      rows.add(RowFactory.create(name, (long) i, Files.readAllBytes(file)));
    }
    StructType schema =
        new StructType()
            .add("path", DataTypes.StringType)
            .add("length", DataTypes.LongType)
            .add("content", DataTypes.BinaryType);
    return spark.createDataFrame(rows, schema).repartition(4);
  }
}
