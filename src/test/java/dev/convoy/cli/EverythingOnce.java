package dev.convoy.cli;

import dev.convoy.ml.ConvoyExtensions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Does what Convoy does, one after the other in one JVM, and then writes down which files are
 * mapped into it: a library that was loaded stays so.
 */
public final class EverythingOnce {
  static final String MAPS = "maps.txt";

  private EverythingOnce() {}

  /** The folder for all output as its one argument. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    String caches = folder.resolve("caches").toString();
    run("jobs/edges.yaml", "output={features: " + folder.resolve("edges") + "}");
    run(
        "jobs/forward-caches.yaml",
        "output={features: " + folder.resolve("logits") + ", caches: " + caches + "}");
    run("jobs/backward.yaml", "caches=" + caches, "output.gradients=" + folder.resolve("g.npz"));
    run("jobs/train-sample.yaml", "epochs=1", "output.folder=" + folder.resolve("train"));
    run(
        "jobs/pack.yaml",
        "input={images: data-samples/photos}",
        "output={images: " + folder.resolve("packed") + "}");
    sql();
    Files.copy(Path.of("/proc/self/maps"), folder.resolve(MAPS));
  }

  /** Ends this JVM where a job fails. */
  private static void run(String... arguments) {
    Main.main(arguments);
  }

  private static void sql() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .config("spark.sql.extensions", ConvoyExtensions.class.getName())
            .getOrCreate()) {
      spark.read().format("binaryFile").load("data-samples/photos").createOrReplaceTempView("p");
      spark
          .sql("SELECT convoy_features(content, 'conf/networks/edges.yaml', 'strength') FROM p")
          .collectAsList();
    }
  }
}
