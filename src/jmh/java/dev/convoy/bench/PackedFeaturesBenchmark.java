package dev.convoy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobKind;
import dev.convoy.job.Progress;
import dev.convoy.job.forward.ForwardKind;
import dev.convoy.job.pack.PackKind;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.onnx.writer.OnnxModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Features of packed, decoded images on Spark {@code local[2]}, start to end, beside the bare
 * network on two threads of the same JVM, turn by turn.
 *
 * <p>Run: {@code mvn -q -Pbench test-compile exec:exec
 * -Dbench=dev.convoy.bench.PackedFeaturesBenchmark -Dbench.arguments="ResNet-18 4000 5"}. Read:
 * images per second; a run's are all its images by all its time, from its plan to its commit.
 */
public final class PackedFeaturesBenchmark {
  private static final int THREADS = 2;
  private static final int BATCH = 16;
  private static final double BARE_SECONDS = 15;
  private static final List<String> PHOTOS =
      List.of("astronaut.jpg", "coffee.jpg", "galaxies.jpg", "retina.jpg", "rocket.jpg");

  private PackedFeaturesBenchmark() {}

  public static void main(String[] words) throws Exception {
    String name = words[0];
    int images = Integer.parseInt(words[1]);
    int rounds = Integer.parseInt(words[2]);
    Network network =
        NetworkCase.published().stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow()
            .network()
            .get();
    Path folder = Files.createTempDirectory("packed");
    Path model = folder.resolve(name + ".onnx");
    try (OutputStream out = Files.newOutputStream(model)) {
      OnnxModel.of(network).writeModel(out, "");
    }
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[" + THREADS + "]")
            .appName("packed features")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "WARN")
            .getOrCreate()) {
      pack(spark, folder, images);
      System.out.printf(
          "%s, %d images, images/s; ms of a core an image%n%8s %8s %8s | %8s %8s %8s%n",
          name, images, "bare", "Spark", "share", "read", "compute", "write");
      for (int round = 0; round < rounds; round++) {
        double bare = bare(network);
        JsonNode run = features(spark, folder, model);
        double spark2 = images * 1e3 / run.get("runMillis").asDouble();
        JsonNode times = run.get("taskMillis");
        System.out.printf(
            Locale.ROOT,
            "%8.1f %8.1f %8.3f | %8.2f %8.2f %8.2f%n",
            bare,
            spark2,
            spark2 / bare,
            (times.get("readMillis").asDouble() + times.get("decodeMillis").asDouble()) / images,
            times.get("computeMillis").asDouble() / images,
            times.get("writeMillis").asDouble() / images);
      }
    }
  }

  /** Images per second of all threads together. */
  private static double bare(Network network) throws InterruptedException {
    long[] done = new long[THREADS];
    List<Thread> threads =
        IntStream.range(0, THREADS)
            .mapToObj(t -> new Thread(() -> done[t] = forward(network, t)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return (done[0] + done[1]) / BARE_SECONDS;
  }

  /** Images that one thread does in the time. */
  private static long forward(Network network, int seed) {
    NetworkRunner runner =
        new NetworkRunner(network.prepared("auto"), BATCH, List.of(Network.BEFORE_CLASSIFIER));
    Random random = new Random(seed);
    for (int i = 0; i < runner.input().length; i++) {
      runner.input()[i] = (float) random.nextGaussian();
    }
    runner.forward(BATCH);
    long began = System.nanoTime();
    long images = 0;
    while (System.nanoTime() - began < BARE_SECONDS * 1e9) {
      runner.forward(BATCH);
      images += BATCH;
    }
    double seconds = (System.nanoTime() - began) / 1e9; // a little over the time
    return Math.round(images * BARE_SECONDS / seconds);
  }

  private static void pack(SparkSession spark, Path folder, int images) throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < images; i++) {
      String photo = PHOTOS.get(i % PHOTOS.size());
      Files.copy(
          Path.of("data-samples/photos", photo), photos.resolve("%06d-%s".formatted(i, photo)));
    }
    run(
        spark,
        new PackKind(),
        "job: pack",
        "input: {images: " + photos + "}",
        "decode: {resize: 256, crop: 224}",
        "output: {images: " + folder + "/packed/images}");
  }

  /** What the run tells. */
  private static JsonNode features(SparkSession spark, Path folder, Path model) throws IOException {
    Path out = folder.resolve("out");
    run(
        spark,
        new ForwardKind(),
        "job: forward",
        "input: {table: " + folder + "/packed/images}",
        "network: " + model,
        "preprocess: imagenet",
        "taps: [beforeClassifier]",
        "batchSize: " + BATCH,
        "output: {features: " + out + "/features}",
        "overwrite: true");
    return new ObjectMapper().readTree(out.resolve("run.json").toFile());
  }

  private static void run(SparkSession spark, JobKind kind, String... lines) {
    kind.read(ConfigReader.read(String.join("\n", lines), "job.yaml")).run(spark, Progress.SILENT);
  }
}
