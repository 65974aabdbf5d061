package dev.convoy.job.backward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.UserMessage;
import dev.convoy.compute.SoftmaxCrossEntropy;
import dev.convoy.job.JobOutcome;
import dev.convoy.network.FashionSamples;
import dev.convoy.store.Column;
import dev.convoy.store.FloatBytes;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import dev.convoy.store.Tables;
import dev.convoy.store.TensorForm;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values: the job computes what PyTorch and the notebook compute. */
class BackwardJobIT extends BackwardRuns {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/fashion");
  private static final int IMAGES = 64;
  private static final int CLASSES = 10;
  private static final Percentage FLOAT32 = Percentage.withPercentage(1e-3); // 1e-5 relative

  /** Forward caches of the first 64 training images, and the logits beside them. */
  @TempDir static Path shared;

  private String fashion = "";

  @BeforeAll
  void runForward() {
    forward(
        "job: forward\nnetwork: conf/networks/fashion.yaml\ntaps: [logits]\n",
        "input.idx=" + GOLDEN.resolve("train-0-64-images-idx3-ubyte.gz"),
        "input.idxLabels=" + GOLDEN.resolve("train-0-64-labels-idx1-ubyte.gz"),
        "output.features=" + shared.resolve("logits"),
        "output.caches=" + shared.resolve("caches"),
        "partitions=3");
    fashion =
        "job: backward\nnetwork: conf/networks/fashion.yaml\ncaches: "
            + shared.resolve("caches")
            + "\n";
  }

  private String out(String file) {
    return "output.gradients=" + folder.resolve(file);
  }

  @Test
  void gradientsOfTheFirst64TrainingImagesAgreeWithPyTorch() throws IOException {
    JobOutcome outcome = backward(fashion, "loss=softmaxCrossEntropy", out("g.npz"));

    Map<String, NumpyArray> golden = NpzFormat.read(GOLDEN.resolve("gradient-sum-train-0-64.npz"));
    Map<String, NumpyArray> actual = gradients("g.npz");
    assertThat(actual)
        .containsOnlyKeys(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "dense1.weight",
            "dense1.bias",
            "dense2.weight",
            "dense2.bias",
            "imageCount",
            "lossSum");
    assertThat(actual.get("imageCount").longs()).containsExactly(IMAGES);
    double lossSum = golden.get("loss_sum").doubles()[0];
    assertThat(actual.get("lossSum").doubles()[0])
        .isCloseTo(lossSum, Offset.offset(1e-5 * lossSum));
    for (String name : actual.keySet()) {
      if (golden.containsKey(name)) {
        assertThat(actual.get(name).shape()).isEqualTo(golden.get(name).shape());
        assertClose(name, actual.get(name).floats(), golden.get(name).doubles(), 1e-5);
      }
    }
    assertThat(outcome.overMaxRejects()).isFalse();
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("64 images"))
        .anyMatch(line -> line.contains("softmaxCrossEntropy of logits"))
        .anyMatch(line -> line.contains("accuracy 0.9"));
    assertThat(Files.readString(folder.resolve("run.json")))
        .contains("\"job\" : \"backward\"", "\"images\" : 64", "\"lossSum\"")
        .contains("\"plan\"", "\"liveBytes\"", "\"sumBytes\"");
  }

  @Test
  void blocksThatDoNotFitAreRefusedBeforeAnyWork() {
    assertThatThrownBy(
            () -> backward(fashion, "loss=softmaxCrossEntropy", out("big.npz"), "blockSize=65536"))
        .hasMessageContaining("does not fit the executors' memory: blocks of 65536 need")
        .hasMessageContaining("(changes the sums' last bits)")
        .hasMessageContaining("--driver-memory ");
    assertThat(folder.resolve("big.npz")).doesNotExist();
  }

  /** Difference at most {@code tolerance} of the largest value. */
  private static void assertClose(
      String name, float[] actual, double[] expected, double tolerance) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(largest).as("largest value of %s", name).isPositive();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("%s[%s], of values up to %s", name, i, largest)
          .isCloseTo(expected[i], Offset.offset(tolerance * largest));
    }
  }

  /** The two job files as they are, but for where they write. */
  @Test
  void theNotebooksConvBackwardGoesThroughSpark() throws IOException {
    forward(
        Files.readString(Path.of("jobs/notebook-forward.yaml")),
        "output.features=" + folder.resolve("z"),
        "output.caches=" + folder.resolve("caches"));
    backward(
        Files.readString(Path.of("jobs/notebook-backward.yaml")),
        "caches=" + folder.resolve("caches"),
        "gradOutput.table=" + folder.resolve("z"),
        "output.gradInput=" + folder.resolve("dA"),
        run("backward-run"),
        out("gradients.npz"));

    Map<String, NumpyArray> gradients = gradients("gradients.npz");
    assertThat(gradients).containsOnlyKeys("conv.weight", "conv.bias", "imageCount");
    assertThat(gradients.get("imageCount").longs()).containsExactly(10);
    assertThat(gradients.get("conv.weight").shape()).isEqualTo(Shape.of(2, 2, 3, 8));
    assertThat(mean(gradients.get("conv.weight").doubles())).isCloseTo(1.7269914583139097, FLOAT32);
    assertThat(mean(gradients.get("conv.bias").doubles())).isCloseTo(7.839232564616838, FLOAT32);

    List<Row> rows = Tables.read(spark(), folder.resolve("dA").toString()).collectAsList();
    assertThat(rows).hasSize(10);
    double sum = 0;
    for (Row row : rows) {
      float[] gradInput = FloatBytes.toFloats(row.getAs("gradInput"));
      assertThat(gradInput).hasSize(4 * 4 * 3);
      sum += mean(toDoubles(gradInput));
    }
    assertThat(sum / rows.size()).isCloseTo(1.4524377775388075, FLOAT32);
    var fields = Tables.read(spark(), folder.resolve("dA").toString()).schema();
    assertThat(TensorForm.of(fields.apply("gradInput").metadata()))
        .contains(TensorForm.float32(Shape.of(4, 4, 3)));
  }

  /** The two job files as they are, but for where they write. */
  @Test
  void theSampleJobsGoFromPicturesToGradients() throws IOException {
    forward(
        Files.readString(Path.of("jobs/forward-caches.yaml")),
        "output.features=" + folder.resolve("logits"),
        "output.caches=" + folder.resolve("caches"));
    JobOutcome outcome =
        backward(
            Files.readString(Path.of("jobs/backward.yaml")),
            "caches=" + folder.resolve("caches"),
            out("gradients.npz"),
            run("backward-run"));
    assertThat(gradients("gradients.npz").get("imageCount").longs()).containsExactly(1000);
    assertThat(outcome.summary()).anyMatch(line -> line.contains("accuracy 0.9190"));
    assertThat(Files.readString(folder.resolve("backward-run.json")))
        .contains("\"images\" : 1000", "\"correct\" : 919");
  }

  @Test
  void theNotebooksConvForwardKeepsItsInputAsTheCache() throws IOException {
    forward(
        "job: forward\ninput: {npz: data-samples/notebook/forward-v2a.npz, array: A_prev}\n"
            + "network: conf/networks/notebook-conv-v2a.yaml\ntaps: [conv]\n",
        "output.features=" + folder.resolve("z"),
        "output.caches=" + folder.resolve("caches"));

    List<float[]> z = new ArrayList<>();
    StoredTable table = StoredTable.open(folder.resolve("z").toString(), new Configuration());
    try (TableRows rows = table.range(0, table.rows()).open(List.of("conv"), new Configuration())) {
      rows.forEachRemaining(row -> z.add((float[]) row[0]));
    }
    assertThat(z).hasSize(10);
    assertThat(z.stream().mapToDouble(image -> mean(toDoubles(image))).average().orElseThrow())
        .isCloseTo(0.692360880758, FLOAT32);
    double[] z321 = {
      -1.28912231,
      2.27650251,
      6.61941931,
      0.95527176,
      8.25132576,
      2.31329639,
      13.00689405,
      2.34576051
    };
    float[] row = Arrays.copyOfRange(z.get(3), (2 * 4 + 1) * 8, (2 * 4 + 2) * 8);
    assertThat(toDoubles(row)).containsExactly(z321, Offset.offset(1e-5)); // of [10, 3, 4, 8]
    StoredCaches caches = StoredCaches.read(folder.resolve("caches"));
    float[] input = caches.floats(1, "input"); // A_prev[1, 2, 3] of [10, 5, 7, 4]
    assertThat(Arrays.copyOfRange(input, (2 * 7 + 3) * 4, (2 * 7 + 4) * 4))
        .containsExactly(
            new float[] {-1.1191154f, 1.9560789f, -0.3264995f, -1.34267579f}, Offset.offset(1e-6f));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** softmax - one-hot is what the loss begins with, whoever brings it. */
  @Test
  void upstreamGradientsOfTheLossGiveWhatTheLossGives() throws IOException {
    float[] upstream = gradientOfTheLoss();
    Path npz = folder.resolve("upstream.npz");
    NpzFormat.write(npz, Map.of("dZ", NumpyArray.of(Shape.of(IMAGES, CLASSES), upstream)));
    long[] ids = LongStream.range(0, IMAGES).map(i -> i * 37 % IMAGES).toArray(); // any order
    float[] byId = new float[upstream.length];
    for (int i = 0; i < IMAGES; i++) {
      System.arraycopy(upstream, (int) ids[i] * CLASSES, byId, i * CLASSES, CLASSES);
    }
    Shape shape = Shape.of(CLASSES);
    TableSchema floats = TableSchema.of(Column.longs("id"), Column.floats("dZ", shape));
    TableSchema bytes =
        TableSchema.of(Column.longs("id"), Column.bytes("dZ", TensorForm.float32(shape)));
    writeUpstream(folder.resolve("floats.parquet"), floats, ids, byId);
    writeUpstream(folder.resolve("bytes.parquet"), bytes, ids, byId);

    backward(fashion, "loss=softmaxCrossEntropy", out("loss.npz"));
    String npzUpstream = "gradOutput={npz: " + npz + ", array: dZ}";
    backward(fashion, npzUpstream, out("npz.npz"), "partitions=3", run("npz"));
    for (String table : List.of("floats", "bytes")) {
      String file = folder.resolve(table + ".parquet").toString();
      backward(
          fashion,
          "gradOutput={table: " + file + ", column: dZ, node: logits}",
          out(table + ".npz"),
          run(table));
    }

    Map<String, NumpyArray> loss = gradients("loss.npz");
    assertThat(loss.remove("lossSum")).isNotNull();
    for (String other : List.of("npz", "floats", "bytes")) {
      Map<String, NumpyArray> gradients = gradients(other + ".npz");
      assertThat(gradients).as(other).containsOnlyKeys(loss.keySet());
      gradients.forEach(
          (name, array) ->
              assertThat(array.doubles())
                  .as("%s of %s", name, other)
                  .isEqualTo(loss.get(name).doubles()));
    }
  }

  private String run(String name) {
    return "output.run=" + folder.resolve(name + ".json");
  }

  private static float[] gradientOfTheLoss() throws IOException {
    StoredCaches caches = StoredCaches.read(shared.resolve("caches"));
    float[] scores = new float[IMAGES * CLASSES];
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      assertThat(caches.id(i)).isEqualTo(i);
      System.arraycopy(caches.floats(i, "logits"), 0, scores, i * CLASSES, CLASSES);
      labels[i] = caches.label(i);
    }
    SoftmaxCrossEntropy.gradient(IMAGES, CLASSES, scores, labels, new double[IMAGES], scores);
    return scores;
  }

  /** The last dense layer's own backward, done here, leads to the same gradients before it. */
  @Test
  void gradientsMayBeginAtAnInnerNode() throws IOException {
    float[] upstream = gradientOfTheLoss();
    float[] weights = FashionSamples.network().weights().get("dense2.weight").data();
    float[] inner = new float[IMAGES * 64];
    for (int n = 0; n < IMAGES; n++) {
      for (int in = 0; in < 64; in++) {
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
          sum += (double) upstream[n * CLASSES + c] * weights[in * CLASSES + c];
        }
        inner[n * 64 + in] = (float) sum;
      }
    }
    Path npz = folder.resolve("upstream.npz");
    NpzFormat.write(npz, Map.of("d", NumpyArray.of(Shape.of(IMAGES, 64), inner)));

    backward(fashion, "loss=softmaxCrossEntropy", out("whole.npz"));
    backward(
        fashion,
        "gradOutput={npz: " + npz + ", array: d, node: relu3}",
        out("inner.npz"),
        run("inner"));

    Map<String, NumpyArray> whole = gradients("whole.npz");
    Map<String, NumpyArray> actual = gradients("inner.npz");
    assertThat(actual.get("dense2.weight").floats()).containsOnly(0f);
    assertThat(actual.get("dense2.bias").floats()).containsOnly(0f);
    for (String layer : List.of("conv1", "conv2", "dense1")) {
      for (String name : List.of(layer + ".weight", layer + ".bias")) {
        assertClose(name, actual.get(name).floats(), whole.get(name).doubles(), 1e-5);
      }
    }
  }

  @Test
  void aLossNeedsScoresThatTheCacheKeeps() {
    assertThat(
            UserMessage.of(
                () ->
                    backward(fashion, "loss=softmaxCrossEntropy", "lossNode=dense1", out("g.npz"))))
        .isEqualTo(
            "command line: \"lossNode\": the forward cache keeps no output of \"dense1\","
                + " which the loss reads");
  }

  /** A network that ends in probabilities, and the same one that ends in scores. */
  @Test
  void theLossOfASoftmaxBeginsBeforeIt() throws IOException {
    Random random = new Random(23);
    float[] images = new float[20 * 30];
    long[] labels = new long[20];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    Arrays.setAll(labels, i -> random.nextInt(4));
    Path npz = folder.resolve("images.npz");
    NpzFormat.write(
        npz,
        Map.of(
            "x", NumpyArray.of(Shape.of(20, 5, 3, 2), images),
            "labels", NumpyArray.of(Shape.of(20), labels)));
    String layers =
        "input: [5, 3, 2]\nweights: {seed: 4}\nlayers:\n"
            + "  - {name: conv, kind: conv2d, outC: 3, filter: 3, pad: 1}\n"
            + "  - {name: relu, kind: relu}\n"
            + "  - {name: flat, kind: flatten}\n"
            + "  - {name: scores, kind: dense, outC: 4}\n";
    runSmall("scores", layers, npz);
    JobOutcome outcome = runSmall("softmax", layers + "  - {name: p, kind: softmax}\n", npz);

    assertThat(outcome.summary()).anyMatch(line -> line.contains("softmaxCrossEntropy of p"));
    Map<String, NumpyArray> expected = gradients("scores.npz");
    Map<String, NumpyArray> actual = gradients("softmax.npz");
    assertThat(actual).containsOnlyKeys(expected.keySet());
    assertThat(actual.get("lossSum").doubles()[0])
        .isCloseTo(expected.get("lossSum").doubles()[0], FLOAT32);
    List<String> names = new ArrayList<>(expected.keySet());
    names.removeAll(List.of("lossSum", "imageCount"));
    assertThat(names).hasSize(4);
    for (String name : names) {
      assertClose(name, actual.get(name).floats(), expected.get(name).doubles(), 1e-5);
    }
  }

  private JobOutcome runSmall(String name, String network, Path npz) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), "name: small\n" + network);
    String caches = folder.resolve(name + "/caches").toString();
    forward(
        "job: forward\n",
        "network=" + file,
        "input={npz: " + npz + ", array: x, npzLabels: labels}",
        "output.caches=" + caches);
    return backward(
        "job: backward\nloss: softmaxCrossEntropy\n",
        "network=" + file,
        "caches=" + caches,
        out(name + ".npz"),
        run(name));
  }
}
