package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.KernelsUnderTest;
import dev.convoy.OwnJvm;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.backward.BackwardKind;
import dev.convoy.job.forward.ForwardKind;
import dev.convoy.store.FileFolder;
import dev.convoy.store.OutputLock;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainJobIT extends SparkTest {
  private static final String GOLDEN = "src/test/resources/golden/fashion/";
  private static final String SMALL =
      """
      name: small
      input: [28, 28, 1]
      preprocess: {scale: 1/255, mean: 0.2860, std: 0.3530}
      weights: {seed: 1}
      layers:
        - {name: conv, kind: conv2d, outC: 6, filter: 5, stride: 2}
        - {name: norm, kind: batchNorm}
        - {name: relu, kind: relu}
        - {name: pool, kind: maxPool2d, filter: 2}
        - {name: flatten, kind: flatten}
        - {name: scores, kind: dense, outC: 10}
      """;

  @TempDir Path folder;

  private String job(String... lines) throws IOException {
    Path network = Files.writeString(folder.resolve("small.yaml"), SMALL);
    return "job: train\n"
        + "input: {idx: %strain-0-64-images-idx3-ubyte.gz, idxLabels: %strain-0-64-labels-idx1-ubyte.gz}\n"
            .formatted(GOLDEN, GOLDEN)
        + "network: "
        + network
        + "\noptimizer: {kind: sgd, learningRate: 0.02, momentum: 0.9}\n"
        + "epochs: 3\nbatchSize: 20\nblockSize: 5\n"
        + String.join("\n", lines);
  }

  @Test
  void lossFallsAndEverythingIsWritten() throws IOException {
    Path out = folder.resolve("out");
    JobOutcome outcome = run(job("evaluate: " + testInput()), out, "epochs=8");
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("128 in = 64 to train on + 64 to evaluate on + 0 rejects"));
    List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
    assertThat(metrics).hasSize(9);
    double first = Double.parseDouble(metrics.get(1).split(",")[1]);
    double last = Double.parseDouble(metrics.get(8).split(",")[1]);
    assertThat(last).isLessThan(first / 2);
    assertThat(Files.readString(out.resolve("curves.svg")).startsWith("<svg")).isTrue();
    assertThat(Files.readString(out.resolve("run.json")))
        .contains("\"fingerprintAfter\"", "\"plan\"", "\"keptExampleBytes\"");
    assertThat(out.resolve("rejects/_manifest.json")).exists();
    assertThat(out.resolve("checkpoint")).doesNotExist();
    Map<String, NumpyArray> weights = NpzFormat.read(out.resolve("weights.npz"));
    assertThat(weights).containsKeys("conv.weight", "norm.gamma", "norm.mean", "scores.bias");
    assertThat(weights.get("norm.gamma").floats()).isNotEqualTo(new float[] {1, 1, 1, 1, 1, 1});
    assertThat(weights.get("norm.mean").floats()).containsOnly(0f);
  }

  @Test
  void aSecondTrainingAtOnceIsRefused() throws IOException {
    Path out = folder.resolve("new/out");
    Configuration conf = spark().sparkContext().hadoopConfiguration();
    try (OutputLock other = FileFolder.of(out.toString(), conf).lock()) {
      assertThatThrownBy(() -> run(job(), out))
          .hasMessageContaining(out.toString())
          .hasMessageContaining("is being written by another run (process ");
      other.check();
    }
    run(job(), out);
    assertThat(out.resolveSibling("_out.lock")).doesNotExist();
  }

  @Test
  void blocksThatDoNotFitAreRefusedBeforeAnyWork() throws IOException {
    Path out = folder.resolve("out");
    String size = "" + (1 << 18);
    assertThatThrownBy(() -> run(job(), out, "batchSize=" + size, "blockSize=" + size))
        .hasMessageContaining("does not fit the executors' memory: blocks of 262144 need")
        .hasMessageContaining("blockSize: ");
    assertThat(out).doesNotExist();
  }

  /** The evaluation's accuracy is that of a forward job with the trained weights. */
  @Test
  void trainedWeightsServeOtherJobs() throws IOException {
    Path out = folder.resolve("out");
    run(job("evaluate: " + testInput()), out);
    String forward =
        "job: forward\ninput: " + testInput() + "\nnetwork: " + folder.resolve("small.yaml");
    ConfigNode file =
        ConfigReader.read(
            forward
                + "\ntaps: [scores]\nweights: "
                + out.resolve("weights.npz")
                + "\noutput: {features: "
                + folder.resolve("f")
                + "}",
            "forward.yaml");
    new ForwardKind().read(file).run(spark(), Progress.SILENT);
    long correct =
        spark()
            .read()
            .parquet(folder.resolve("f").toString())
            .filter("array_position(scores, array_max(scores)) - 1 = label")
            .count();
    String last = Files.readAllLines(out.resolve("metrics.csv")).get(3);
    assertThat(Double.parseDouble(last.split(",")[4])).isEqualTo(correct / 64.0);
  }

  @Test
  void weightsDependNeitherOnPartitionsNorOnKernels() throws IOException {
    List<byte[]> weights = new ArrayList<>();
    String[][] shapes = {{"1", "scalar"}, {"2", "vector"}, {"3", "scalar"}, {"64", "vector"}};
    for (String[] shape : shapes) {
      Path out = folder.resolve(String.join("-", shape));
      run(job(), out, "partitions=" + shape[0], "kernels=" + shape[1]);
      weights.add(Files.readAllBytes(out.resolve("weights.npz")));
    }
    assertThat(weights).allSatisfy(bytes -> assertThat(bytes).isEqualTo(weights.get(0)));
    run(job(), folder.resolve("other"), "seed=2");
    assertThat(Files.readAllBytes(folder.resolve("other/weights.npz")))
        .isNotEqualTo(weights.get(0));
  }

  /** One step over all images is the backward job's sum, divided, times the rate. */
  @Test
  void aStepFollowsTheGradientOfTheBackwardJob() throws IOException {
    String plain = job().replace(", momentum: 0.9", "");
    run(plain, folder.resolve("out"), "epochs=1", "batchSize=64", "blockSize=16");
    String input = plain.lines().filter(line -> line.startsWith("input")).findFirst().orElse("");
    String network = "network: " + folder.resolve("small.yaml");
    Path caches = folder.resolve("caches");
    read(new ForwardKind(), "job: forward", input, network, "output: {caches: " + caches + "}")
        .run(spark(), Progress.SILENT);
    Path gradients = folder.resolve("gradients.npz");
    read(
            new BackwardKind(),
            "job: backward",
            "caches: " + caches,
            network,
            "loss: softmaxCrossEntropy",
            "output: {gradients: " + gradients + "}")
        .run(spark(), Progress.SILENT);
    run(
        plain,
        folder.resolve("still"),
        "epochs=1",
        "batchSize=64",
        "blockSize=16",
        "optimizer.learningRate=1e-30");
    Map<String, NumpyArray> before = NpzFormat.read(folder.resolve("still/weights.npz"));
    Map<String, NumpyArray> after = NpzFormat.read(folder.resolve("out/weights.npz"));
    Map<String, NumpyArray> sums = NpzFormat.read(gradients);
    for (String name : List.of("conv.weight", "norm.gamma", "scores.weight", "scores.bias")) {
      float[] w = before.get(name).floats();
      float[] g = sums.get(name).floats();
      float[] moved = after.get(name).floats();
      for (int i = 0; i < w.length; i++) {
        assertThat((double) moved[i])
            .as("%s[%s]", name, i)
            .isCloseTo(w[i] - 0.02 * g[i] / 64, within(2e-6));
      }
    }
  }

  @Tag(OwnJvm.TAG)
  @Test
  void aRunKilledInTheMiddleOfAnEpochEndsWithTheSameBytes() throws Exception {
    String steady = job("checkpointSteps: 1");
    run(steady, folder.resolve("whole"), "epochs=60");
    Path out = folder.resolve("killed");
    Path file = Files.writeString(folder.resolve("job.yaml"), steady);
    for (int kill = 0; kill < 2; kill++) {
      Process process = start(file, out);
      String seen = newest(out);
      while (newest(out).equals(seen) || newest(out).endsWith("0.npz")) { // epochs end at 4n
        assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
        Thread.sleep(5);
      }
      process.destroyForcibly().waitFor();
      assertThat(out.resolve("run.json")).doesNotExist();
      assertThat(newest(out)).isNotEmpty();
    }
    JobOutcome outcome = run(steady, out, "epochs=60", "partitions=3");
    assertThat(Files.readString(out.resolve("run.json"))).contains("\"resumed\" : true");
    assertThat(outcome.overMaxRejects()).isFalse();
    assertThat(Files.readAllBytes(out.resolve("weights.npz")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole/weights.npz")));
    assertThat(Files.readString(out.resolve("metrics.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/metrics.csv")));
  }

  /** Name of the newest checkpoint, or nothing. */
  private static String newest(Path out) throws IOException {
    Path checkpoints = out.resolve("checkpoint");
    if (!Files.isDirectory(checkpoints)) {
      return "";
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("step-"))
          .max(String::compareTo)
          .orElse("");
    }
  }

  private Process start(Path job, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-Dspark.master=local[2]",
            "-Dspark.app.name=killed",
            "-Dspark.ui.enabled=false",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.convoy.cli.Main",
            job.toString(),
            "kernels=" + KernelsUnderTest.name(),
            "epochs=60",
            "output.folder=" + out));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
    Path out = unfinished();
    assertThatThrownBy(() -> read(job(), out, "batchSize=10"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("was made with batchSize 20, this job says 10")
        .hasMessageContaining("overwrite: true to start anew");
    assertThatThrownBy(() -> read(job(), out, "weights={seed: 9}"))
        .hasMessageContaining("was made by network \"small\" ")
        .hasMessageContaining(", this job names \"small\" ");
    assertThatThrownBy(() -> read(job(), out, "resume=false"))
        .hasMessageContaining("holds a training that was not finished; set overwrite: true");
    run(job(), out, "batchSize=10", "overwrite=true");
    assertThat(out.resolve("run.json")).exists();
    assertThatThrownBy(() -> read(job(), out))
        .hasMessageContaining("holds a training; set overwrite: true, or name another folder");
  }

  @Test
  void aDamagedCheckpointIsRefused() throws IOException {
    Path out = unfinished();
    Files.writeString(out.resolve("checkpoint").resolve(newest(out)), "no archive");
    assertThatThrownBy(() -> read(job(), out))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("step-000000000004.npz");
  }

  /** A folder as a run leaves it that was killed after its first epoch. */
  private Path unfinished() throws IOException {
    Path out = folder.resolve("unfinished");
    Job job = read(job(), out);
    Progress killing =
        new Progress() {
          @Override
          public void begin(String what, long imageCount) {}

          @Override
          public void done(long imageCount) {
            if (imageCount > 64 && imageCount < 128) {
              throw new IllegalStateException("killed");
            }
          }

          @Override
          public void note(String line) {}

          @Override
          public void end() {}
        };
    assertThatThrownBy(() -> job.run(spark(), killing)).hasMessage("killed");
    assertThat(newest(out)).isEqualTo("step-000000000004.npz");
    return out;
  }

  @Test
  void labelsMustBeThereAndClasses() throws IOException {
    Path images = Path.of("data-samples/fashion-mnist/images");
    Path list =
        Files.writeString(
            folder.resolve("some.txt"),
            "%s\n%s\n"
                .formatted(
                    images.resolve("00000.png").toAbsolutePath(),
                    images.resolve("00001.png").toAbsolutePath()));
    assertThatThrownBy(() -> read(job(), folder.resolve("a"), "input={images: " + list + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("has no labels; training needs one for every image");
    String first = images.resolve("00000.png").toAbsolutePath().toString();
    Path missing = Files.writeString(folder.resolve("m.csv"), "file,label\n" + first + ",3\n");
    String input = "input={images: %s, labels: %s}".formatted(list, missing);
    assertThatThrownBy(() -> run(job(), folder.resolve("b"), input))
        .hasStackTraceContaining("input: id 1 (")
        .hasStackTraceContaining("has no label; training needs a label from 0 to 9");
    String second = images.resolve("00001.png").toAbsolutePath().toString();
    Files.writeString(missing, "file,label\n" + first + ",10\n" + second + ",1\n");
    assertThatThrownBy(() -> run(job(), folder.resolve("b"), input))
        .hasStackTraceContaining("input: id 0 (")
        .hasStackTraceContaining("has label 10; training needs a label from 0 to 9");
  }

  @Test
  void divergenceNamesTheExampleAndTheRemedy() throws IOException {
    assertThatThrownBy(
            () -> run(job(), folder.resolve("out"), "optimizer.learningRate=1e20", "epochs=20"))
        .hasStackTraceContaining("train-0-64-images-idx3-ubyte.gz#")
        .hasStackTraceContaining("the training diverges; lower optimizer.learningRate");
  }

  @Test
  void badPicturesAreSetAside() throws IOException {
    Path network =
        Files.writeString(
            folder.resolve("photos.yaml"),
            """
            name: photos
            input: [16, 16, 3]
            preprocess: {resize: [16, 16], scale: 1/255}
            weights: {seed: 1}
            layers:
              - {name: conv, kind: conv2d, outC: 4, filter: 3}
              - {name: pool, kind: globalAveragePool}
              - {name: scores, kind: dense, outC: 2}
            """);
    StringBuilder labels = new StringBuilder("file,label\n");
    try (Stream<Path> files = Files.list(Path.of("data-samples/photos"))) {
      files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".jpg") || name.endsWith(".png"))
          .forEach(name -> labels.append(name).append(",1\n"));
    }
    Path csv = Files.writeString(folder.resolve("labels.csv"), labels);
    Path out = folder.resolve("out");
    String input = "input={images: data-samples/photos, labels: %s}".formatted(csv);
    JobOutcome outcome = run(job(), out, input, "network=" + network, "maxRejects=2");
    assertThat(outcome.overMaxRejects()).isTrue();
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("17 in = 14 to train on + 0 to evaluate on + 3 rejects"));
    List<Row> rejects =
        spark().read().parquet(out.resolve("rejects").toString()).orderBy("id").collectAsList();
    assertThat(rejects)
        .extracting(row -> row.getString(1))
        .containsExactly("broken-empty.png", "broken-not-an-image.jpg", "broken-truncated.jpg");
    assertThatThrownBy(
            () ->
                run(job(), folder.resolve("fail"), input, "network=" + network, "onBadImage=fail"))
        .hasStackTraceContaining("set onBadImage: reject to go on without it");
  }

  @Test
  void adamAndATableOfAnEarlierJobServeToo() throws IOException {
    Path features = folder.resolve("features");
    String input = job().lines().filter(line -> line.startsWith("input")).findFirst().orElse("");
    read(
            new ForwardKind(),
            "job: forward",
            input,
            "network: " + folder.resolve("small.yaml"),
            "taps: [pool]",
            "output: {features: " + features + "}")
        .run(spark(), Progress.SILENT);
    Path head =
        Files.writeString(
            folder.resolve("head.yaml"),
            """
            name: head
            input: [6, 6, 6]
            weights: {seed: 1}
            layers:
              - {name: flatten, kind: flatten}
              - {name: scores, kind: dense, outC: 10}
              - {name: classes, kind: softmax}
            """);
    Path out = folder.resolve("out");
    run(
        job(),
        out,
        "epochs=30",
        "input={table: %s, column: pool}".formatted(features),
        "network=" + head,
        "optimizer={kind: adam, learningRate: 0.01}",
        "schedule={kind: cosine, warmupSteps: 5}");
    List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
    assertThat(Double.parseDouble(metrics.get(30).split(",")[2])).isGreaterThan(0.9);
  }

  @Test
  void wrongSettingsAreFoundBeforeSparkDoesAnything() throws IOException {
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> read(job(), out, "blockSize=7"))
        .hasMessageContaining("found 7, needed a divisor of batchSize, 20");
    assertThatThrownBy(() -> read(job(), out, "optimizer.kind=sdg"))
        .hasMessageContaining("found \"sdg\"");
    assertThatThrownBy(() -> read(job(), out, "optimizer.learningRate=0"))
        .hasMessageContaining("needed more than 0");
    assertThatThrownBy(() -> read(job(), out, "optimizer.momentum=1"))
        .hasMessageContaining("momentum 1.0, needs 0 to below 1");
    assertThatThrownBy(() -> read(job(), out, "lossNode=pool"))
        .hasMessageContaining("node \"pool\" has shape [6, 6, 6]");
    assertThatThrownBy(() -> read(job(), out, "epoch=3")).hasMessageContaining("\"epochs\"");
  }

  private static String testInput() {
    return "{idx: %strain-0-64-images-idx3-ubyte.gz, idxLabels: %strain-0-64-labels-idx1-ubyte.gz}"
        .formatted(GOLDEN, GOLDEN);
  }

  private static Job read(dev.convoy.job.JobKind kind, String... lines) {
    return kind.read(ConfigReader.read(String.join("\n", lines), "job.yaml"));
  }

  private static Job read(String yaml, Path out, String... overrides) {
    ConfigNode file = ConfigReader.read(yaml, "job.yaml");
    file = ConfigReader.override(file, "kernels=" + KernelsUnderTest.name());
    file = ConfigReader.override(file, "output.folder=" + out);
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return new TrainKind().read(file);
  }

  private JobOutcome run(String yaml, Path out, String... overrides) {
    return read(yaml, out, overrides).run(spark(), Progress.SILENT);
  }
}
