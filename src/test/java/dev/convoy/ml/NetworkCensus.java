package dev.convoy.ml;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Counts what the tasks of a JVM hold of a network while all of them are at work: each runs it
 * three times, by two featurizers and the SQL function. Prints a line for each task.
 */
public final class NetworkCensus {
  static final int TASKS = 4;

  private static final int IMAGES = 100;

  private static final int PATIENCE_SECONDS = 120;
  private static volatile CyclicBarrier together;

  private NetworkCensus() {}

  /** The master, and so the tasks that share a JVM, are set as Java's properties. */
  public static void main(String[] arguments) throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .config("spark.sql.extensions", ConvoyExtensions.class.getName())
            .getOrCreate();
    int tasksHere = spark.sparkContext().master().startsWith("local-cluster") ? TASKS / 2 : TASKS;
    Dataset<Row> images =
        spark
            .createDataset(
                JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .parallelize(files(), TASKS)
                    .rdd(), // of a list on the driver, SQL would be computed there
                Encoders.BINARY())
            .toDF("content")
            .selectExpr("*", "convoy_features(content, 'conf/networks/fashion.yaml') AS sql");
    ConvoyFeaturizer one = featurizer("one");
    ConvoyFeaturizer two = featurizer("two");
    Dataset<Row> features = two.transform(one.transform(images)).select("sql", "one", "two");
    features
        .mapPartitions(
            (Iterator<Row> rows) -> List.of(count(rows, tasksHere)).iterator(), Encoders.STRING())
        .collectAsList()
        .forEach(System.out::println);
    System.out.println("driver: " + liveObjects());
    one.transform(images); // still has its model
    two.transform(images);
    spark.stop();
  }

  private static List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String name = "data-samples/fashion-mnist/images/%05d.png".formatted(i);
      files.add(Files.readAllBytes(Path.of(name)));
    }
    return files;
  }

  private static ConvoyFeaturizer featurizer(String column) {
    return new ConvoyFeaturizer()
        .setModel("conf/networks/fashion.yaml")
        .setInputCol("content")
        .setOutputCol(column);
  }

  private static String count(Iterator<Row> rows, int tasksHere) throws Exception {
    List<Row> kept = new ArrayList<>();
    if (rows.hasNext()) {
      kept.add(rows.next()); // the network has run
    }
    barrier(tasksHere).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String found = liveObjects();
    barrier(tasksHere).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    rows.forEachRemaining(kept::add);
    return "task: executor %s, %s rows, %s"
        .formatted(SparkEnv.get().executorId(), kept.size(), found);
  }

  private static synchronized CyclicBarrier barrier(int tasksHere) {
    if (together == null) {
      together = new CyclicBarrier(tasksHere);
    }
    return together;
  }

  private static String liveObjects() {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return "%s Network, %s PreparedNetwork, %s NetworkRunner"
          .formatted(
              count((String) histogram, "Network"),
              count((String) histogram, "PreparedNetwork"),
              count((String) histogram, "NetworkRunner"));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lines are {@code number: instances bytes class}. */
  private static long count(String histogram, String type) {
    return histogram
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 3 && words[3].equals("dev.convoy.network." + type))
        .mapToLong(words -> Long.parseLong(words[1]))
        .sum();
  }
}
