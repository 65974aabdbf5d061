package dev.convoy.job.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Progress;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.onnx.reader.ModelFiles;
import dev.convoy.onnx.reader.OnnxReader;
import dev.convoy.onnx.reader.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.SparkSession;

/**
 * Features of photos on Spark beside the bare network on one thread, turn by turn in one JVM.
 *
 * <p>Run: {@code mvn -q -Pbench test-compile exec:exec
 * -Dbench=dev.convoy.job.forward.FeaturesBenchmark -Dbench.arguments="MODEL.onnx IMAGES ROUNDS"};
 * the master is that of {@code -Dbench.master}, by default {@code local[2]}. IMAGES are copies of
 * the photos in {@code data-samples}. Read: milliseconds of one core an image; the share is what
 * the tasks' compute is of the bare network's speed, 1.00 where two tasks do twice the work of one
 * core.
 */
public final class FeaturesBenchmark {
  private static final int BATCH = 16;
  private static final List<String> PHOTOS =
      List.of("astronaut.jpg", "coffee.jpg", "galaxies.jpg", "retina.jpg", "rocket.jpg");

  private FeaturesBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    String model = arguments[0];
    int images = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    Path folder = Files.createTempDirectory("features");
    for (int i = 0; i < images; i++) {
      String photo = PHOTOS.get(i % PHOTOS.size());
      Files.copy(
          Path.of("data-samples/photos", photo), folder.resolve("%06d-%s".formatted(i, photo)));
    }
    String master = System.getProperty("bench.master", "local[2]");
    try (SparkSession spark =
        SparkSession.builder()
            .master(master)
            .appName("features")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "WARN")
            .getOrCreate()) {
      System.out.printf(
          Locale.ROOT, "%s, %d photos, %s, ms of a core an image%n", model, images, master);
      System.out.printf(
          "%8s %8s %8s %8s %8s %8s%n", "bare", "compute", "share", "read", "decode", "write");
      Network network = OnnxReader.read(ModelFiles.of(Path.of(model)), ReadOptions.STANDARD);
      for (int round = 0; round < rounds; round++) {
        double bare = bare(network, images / 4);
        JsonNode times = job(spark, model, folder);
        double compute = times.get("computeMillis").asDouble() / images;
        System.out.printf(
            Locale.ROOT,
            "%8.2f %8.2f %8.2f %8.2f %8.2f %8.2f%n",
            bare,
            compute,
            bare / compute,
            times.get("readMillis").asDouble() / images,
            times.get("decodeMillis").asDouble() / images,
            times.get("writeMillis").asDouble() / images);
      }
    }
  }

  /** Milliseconds an image, in the mean. */
  private static double bare(Network network, int images) {
    NetworkRunner runner =
        new NetworkRunner(network.prepared("auto"), BATCH, List.of(Network.BEFORE_CLASSIFIER));
    Random random = new Random(1);
    for (int i = 0; i < runner.input().length; i++) {
      runner.input()[i] = (float) random.nextGaussian();
    }
    runner.forward(BATCH);
    int calls = Math.max(1, images / BATCH);
    long began = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      runner.forward(BATCH);
    }
    return (System.nanoTime() - began) / 1e6 / calls / BATCH;
  }

  /** Task milliseconds by step. */
  private static JsonNode job(SparkSession spark, String model, Path folder) throws IOException {
    Path out = folder.resolveSibling(folder.getFileName() + "-out");
    List<String> lines = new ArrayList<>();
    lines.add("job: forward");
    lines.add("input: {images: " + folder + "}");
    lines.add("network: " + model);
    lines.add("preprocess: imagenet");
    lines.add("taps: [beforeClassifier]");
    lines.add("batchSize: " + BATCH);
    lines.add("output: {features: " + out + "/features, run: " + out + "/run.json}");
    lines.add("overwrite: true");
    String file = String.join("\n", lines);
    new ForwardKind().read(ConfigReader.read(file, "features.yaml")).run(spark, Progress.SILENT);
    return new ObjectMapper().readTree(out.resolve("run.json").toFile()).get("taskMillis");
  }
}
