package dev.convoy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.onnx.writer.OnnxModel;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * What jobs plan to take of an executor's heap beside what they take, in JVMs of their own.
 *
 * <p>Run: {@code mvn -q -Pbench test-compile exec:exec -Dbench=dev.convoy.bench.MemoryBenchmark
 * [-Dbench.arguments="ROWS IMAGES COLLECTOR"]}: rows whose name contains ROWS, over so many copies
 * of the photos in {@code data-samples}; executors in JVMs of their own with Java's collector of
 * that name, by default G1; a local master has the parallel one, as with {@code submit.sh}. Read: a
 * run gets the heap that a plan asked for when Spark's least, 520 MB, was too little; "live" is the
 * most that a full collection left ({@link LiveHeap}).
 */
public final class MemoryBenchmark {
  private static final int LEAST_HEAP =
      520; // MB; the parallel collector counts 464 of them, and Spark needs 450
  private static final int PLENTY = 4000; // MB
  private static final double MEGABYTE = 1e6;
  private static final Pattern ENOUGH =
      Pattern.compile("(?:--driver-memory|spark[.]executor[.]memory=)\\s*(\\d+)m");

  private final int images;
  private final String collector;
  private final Path folder;

  private MemoryBenchmark(int images, String collector, Path folder) {
    this.images = images;
    this.collector = collector;
    this.folder = folder;
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    String rows = words.length > 0 ? words[0] : "";
    int images = words.length > 1 ? Integer.parseInt(words[1]) : 400;
    String collector = words.length > 2 ? words[2] : "G1GC";
    Path folder = Files.createDirectories(Path.of("target/memory-bench").toAbsolutePath());
    MemoryBenchmark benchmark = new MemoryBenchmark(images, collector, folder);
    System.out.println(
        "| run | heap | planned | live | planned / live | collections | rejects | exit |\n|---|---|---|---|---|---|---|---|");
    for (MemoryCase one : MemoryCase.all()) {
      if (one.name().contains(rows)) {
        benchmark.measure(one);
      }
    }
  }

  private void measure(MemoryCase one) throws IOException, InterruptedException {
    if (one.before().isPresent()) {
      make(one.before().get());
    }
    int heap = one.heap() > 0 ? one.heap() : LEAST_HEAP;
    Path out = folder.resolve("out");
    Path log = folder.resolve(one.name().replaceAll("[^A-Za-z0-9]+", "-") + ".log");
    Path job = Files.writeString(folder.resolve("job.yaml"), one.text().of(this, out));
    int exit = run(one.master(), heap, job, log);
    Matcher refused = ENOUGH.matcher(Files.readString(log));
    if (exit != 0 && one.heap() == 0 && refused.find()) {
      heap = Integer.parseInt(refused.group(1));
      exit = run(one.master(), heap, job, log);
    }
    if (exit != 0) {
      System.out.printf("| %s | %dm | | | | | | %d |%n", one.name(), heap, exit);
      return;
    }
    try (Stream<Path> files = Files.find(out, 3, (path, a) -> path.endsWith("run.json"))) {
      JsonNode run = new ObjectMapper().readTree(files.findFirst().orElseThrow().toFile());
      double planned = run.get("plan").get("liveBytes").asDouble();
      LiveHeap.Live live = LiveHeap.Live.largest(folder.resolve("live"));
      System.out.printf(
          Locale.ROOT,
          "| %s | %dm | %.0f MB | %.0f MB | %.2f | %d | %d | 0 |%n",
          one.name(),
          heap,
          planned / MEGABYTE,
          live.bytes() / MEGABYTE,
          planned / live.bytes(),
          live.collections(),
          run.path("rejects").asLong());
    }
  }

  private void make(MemoryCase.Before before) throws IOException, InterruptedException {
    Path made = made(before.name());
    if (Files.exists(made)) {
      return;
    }
    Path job = Files.writeString(folder.resolve("before.yaml"), before.text().of(this, made));
    Path log = folder.resolve(before.name() + ".log");
    if (run("local[2]", PLENTY, job, log) != 0) {
      throw new IllegalStateException(Files.readString(log));
    }
  }

  /** What a job before gave. */
  Path made(String name) {
    return folder.resolve("made-" + name + "-" + images);
  }

  private int run(String master, int heap, Path job, Path log)
      throws IOException, InterruptedException {
    remove(folder.resolve("live"));
    remove(folder.resolve("out"));
    Files.createDirectories(folder.resolve("live"));
    Files.createDirectories(folder.resolve("spark-home/jars"));
    boolean isLocal = master.startsWith("local[");
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> !argument.startsWith("-Xmx"))
            .toList());
    command.add(isLocal ? "-Xmx" + heap + "m" : "-Xmx3g");
    command.add("-XX:+UseParallelGC");
    command.add("-Dspark.master=" + master.formatted(heap));
    command.add("-Dspark.executor.memory=" + heap + "m");
    command.add("-Dspark.executor.extraJavaOptions=-XX:+Use" + collector);
    command.add("-Dspark.executor.extraClassPath=" + classPath);
    command.add("-Dspark.plugins=" + LiveHeap.class.getName());
    command.add("-D" + LiveHeap.FOLDER + "=" + folder.resolve("live"));
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.local.dir=" + folder.resolve("spark-local"));
    command.addAll(List.of("-cp", classPath, "dev.convoy.cli.Main", job.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", folder.resolve("spark-home").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start().waitFor();
  }

  /** The photos that are whole, over and over. */
  Path photos() throws IOException {
    return few(images);
  }

  /** Labels of {@link #few}. */
  Path labels(int count) throws IOException {
    StringBuilder text = new StringBuilder("file,label\n");
    try (Stream<Path> all = Files.list(few(count))) {
      all.sorted()
          .forEach(file -> text.append(file.getFileName() + "," + text.length() % 10 + "\n"));
    }
    return Files.writeString(folder.resolve("labels-" + count + ".csv"), text);
  }

  /** Of the photos, so many. */
  Path few(int count) throws IOException {
    Path photos = folder.resolve("photos-" + count);
    if (Files.exists(photos)) {
      return photos;
    }
    List<Path> whole;
    try (Stream<Path> all = Files.list(Path.of("data-samples/photos"))) {
      whole =
          all.filter(path -> path.toString().matches(".*[.](jpg|png)"))
              .filter(path -> !path.getFileName().toString().startsWith("broken"))
              .sorted()
              .toList();
    }
    Files.createDirectories(photos);
    for (int i = 0; i < count; i++) {
      Path photo = whole.get(i % whole.size());
      Files.copy(photo, photos.resolve("%06d-%s".formatted(i, photo.getFileName())));
    }
    return photos;
  }

  /** Photos of common cameras and scanners, in colours that do not compress too well. */
  Path largePictures() throws IOException {
    Path pictures = folder.resolve("large-pictures");
    if (Files.exists(pictures)) {
      return pictures;
    }
    Files.createDirectories(pictures);
    for (int[] size : new int[][] {{5477, 3652}, {8660, 5774}}) {
      BufferedImage picture = new BufferedImage(size[0], size[1], BufferedImage.TYPE_3BYTE_BGR);
      byte[] samples = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
      Random random = new Random(size[0]);
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (byte) (i / 30_000 + random.nextInt(8));
      }
      for (String format : List.of("jpg", "png")) {
        Path first = pictures.resolve("%d-0.%s".formatted(size[0], format));
        ImageIO.write(picture, format, first.toFile());
        for (int copy = 1; copy < 4; copy++) {
          Files.copy(first, pictures.resolve("%d-%d.%s".formatted(size[0], copy, format)));
        }
      }
    }
    return pictures;
  }

  /** The model of a network, written at the first call. */
  Path model(NetworkCase network) throws IOException {
    Path file = folder.resolve(network.name().replace(' ', '-') + ".onnx");
    if (!Files.exists(file)) {
      try (OutputStream out = Files.newOutputStream(file)) {
        OnnxModel.of(network.network().get()).writeModel(out, file.getFileName() + ".data");
      }
    }
    return file;
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
