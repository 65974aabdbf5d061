package dev.convoy.job.backward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import dev.convoy.OwnJvm;
import dev.convoy.job.sum.PlainTree;
import dev.convoy.network.BackwardRunner;
import dev.convoy.network.BackwardRunner.Images;
import dev.convoy.network.ClassifierLoss;
import dev.convoy.network.FashionSamples;
import dev.convoy.network.ForwardCache;
import dev.convoy.network.GradientRunner;
import dev.convoy.network.KeptBatch;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.store.FloatBytes;
import dev.convoy.store.Manifest;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRows;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bits: neither cluster nor kernels nor the order of rows changes a byte of {@code gradients.npz}.
 * The caches have gaps: images that were rejected, among them the first, the last, and whole blocks
 * of the sum.
 */
class BackwardBitsIT extends BackwardRuns {
  private static final Path SAMPLES = Path.of("data-samples/fashion-mnist");
  private static final int FILES = 300;
  private static final int PIXELS = 784;
  private static final int BLOCK_SIZE = 4; // 65 blocks, so that 64 tasks have work
  private static final long SEED = 24;
  private static final String JOB =
      "job: backward\nnetwork: conf/networks/fashion.yaml\nloss: softmaxCrossEntropy\nblockSize: "
          + BLOCK_SIZE
          + "\n";
  private static final Set<Integer> BROKEN = new TreeSet<>(Set.of(0, 5, 8, 9, 10, 11, 63, 64, 299));

  static {
    IntStream.range(100, 132).forEach(BROKEN::add);
  }

  @TempDir static Path shared;

  private final Network network = FashionSamples.network();
  private StoredCaches caches;
  private byte[] expected = new byte[0];
  private List<String> expectedGradInput = List.of();

  @BeforeAll
  void runForwardAndBackwardOnce() throws IOException {
    Path images = Files.createDirectories(shared.resolve("images"));
    for (int i = 0; i < FILES; i++) {
      String name = "%05d.png".formatted(i);
      if (BROKEN.contains(i)) {
        Files.writeString(images.resolve(name), "broken");
      } else {
        Files.copy(SAMPLES.resolve("images").resolve(name), images.resolve(name));
      }
    }
    List<String> labels = Files.readAllLines(SAMPLES.resolve("labels.csv"));
    Path some = Files.write(shared.resolve("labels.csv"), labels.subList(0, FILES + 1));
    forward(
        "job: forward\nnetwork: conf/networks/fashion.yaml\n",
        "input={images: " + images + ", labels: " + some + "}",
        "output.caches=" + shared.resolve("caches"),
        "partitions=3");
    caches = StoredCaches.read(shared.resolve("caches"));
    backward(JOB, overrides("caches", shared, "partitions=1"));
    expected = Files.readAllBytes(shared.resolve("gradients.npz"));
    expectedGradInput = rows(shared.resolve("gradInput"));
  }

  /** Of a run that leaves gradients.npz and gradInput in a folder. */
  private static String[] overrides(String input, Path to, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "caches=" + shared.resolve(input),
                "output.gradients=" + to.resolve("gradients.npz"),
                "output.gradInput=" + to.resolve("gradInput")));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void assertSameBytes() throws IOException {
    assertThat(Files.readAllBytes(folder.resolve("gradients.npz"))).isEqualTo(expected);
    assertThat(rows(folder.resolve("gradInput"))).isEqualTo(expectedGradInput);
  }

  /** Rows of a finished table as texts, in the order they are stored: that of their ids. */
  private static List<String> rows(Path table) throws IOException {
    Configuration conf = new Configuration();
    Manifest.read(table.toString(), conf);
    StoredTable stored = StoredTable.open(table.toString(), conf);
    List<String> rows = new ArrayList<>();
    try (TableRows read = stored.range(0, stored.rows()).open(stored.columns(), conf)) {
      read.forEachRemaining(row -> rows.add(text(row[0], row[1], row[2], (byte[]) row[3])));
    }
    return rows;
  }

  private static String text(Object id, Object path, Object label, byte[] values) {
    return "%s %s label %s: %s".formatted(id, path, label, Arrays.hashCode(values));
  }

  @Test
  void theCachesHaveGaps() {
    assertThat(caches.manifest().images()).isEqualTo(FILES);
    assertThat(IntStream.range(0, caches.rows().size()).mapToObj(row -> (int) caches.id(row)))
        .hasSize(FILES - BROKEN.size())
        .isSorted()
        .doesNotContainAnyElementsOf(BROKEN);
    assertThat(expectedGradInput).hasSize(FILES - BROKEN.size());
  }

  /** One thread, the images themselves, and the tree as its definition has it. */
  @ParameterizedTest
  @ValueSource(ints = {BLOCK_SIZE, 16})
  void gradientsAreThoseOfTheDefinition(int blockSize) throws IOException {
    backward(JOB, overrides("caches", folder, "blockSize=" + blockSize, "partitions=7"));
    Map<String, NumpyArray> actual = gradients("gradients.npz");
    assertThat(actual.get("imageCount").longs()).containsExactly(FILES - BROKEN.size());
    Map<String, Tensor> byDefinition =
        ParameterLayout.of(network).scatter(gradientsByDefinition(blockSize));
    assertThat(byDefinition).hasSize(8);
    byDefinition.forEach(
        (name, sum) -> assertThat(actual.get(name).floats()).as(name).isEqualTo(sum.data()));
    assertThat(rows(folder.resolve("gradInput"))).isEqualTo(expectedGradInput);
  }

  private float[] gradientsByDefinition(int blockSize) {
    GradientRunner runner =
        new GradientRunner(
            network.prepared(KernelsUnderTest.name()), ClassifierLoss.atOutput(network), blockSize);
    int length = ParameterLayout.of(network).length();
    float[][] blocks = new float[FILES / blockSize + 1][];
    int row = 0;
    while (row < caches.rows().size()) {
      int block = (int) caches.id(row) / blockSize;
      int[] labels = new int[blockSize];
      int n = 0;
      while (row < caches.rows().size() && caches.id(row) / blockSize == block) {
        System.arraycopy(caches.floats(row, "input"), 0, runner.input(), n * PIXELS, PIXELS);
        labels[n++] = caches.label(row++);
      }
      runner.forward(n, labels);
      blocks[block] = new float[length];
      runner.backward(n, blocks[block]);
    }
    return PlainTree.sum(blocks, length);
  }

  /** So the bits do depend on the order of adding: without it no test here could fail. */
  @Test
  void otherBlocksHaveOtherBits() {
    assertThat(gradientsByDefinition(BLOCK_SIZE)).isNotEqualTo(gradientsByDefinition(16));
  }

  /** Row by row from the stored cache alone. */
  @Test
  void everyImageGetsItsOwnGradient() {
    ClassifierLoss loss = ClassifierLoss.atOutput(network);
    List<KeptTensor> kept = ForwardCache.of(network);
    KeptBatch batch = KeptBatch.ofStored(kept, 1);
    BackwardRunner runner =
        new BackwardRunner(
            network.prepared(KernelsUnderTest.name()), 1, loss.from(), Images.WANTED);
    List<String> byDefinition = new ArrayList<>();
    for (int row = 0; row < caches.rows().size(); row++) {
      Object[] cells = caches.rows().get(row);
      for (int i = 0; i < kept.size(); i++) {
        batch.load(kept.get(i), 0, (byte[]) cells[3 + i]);
      }
      int[] label = {caches.label(row)};
      loss.gradient(1, batch.floats(loss.scores()), label, new double[1], runner.upstream());
      runner.backward(1, batch, new float[ParameterLayout.of(network).length()]);
      float[] gradInput = Arrays.copyOf(runner.gradInput(), PIXELS);
      byDefinition.add(text(cells[0], cells[1], cells[2], FloatBytes.toBytes(gradInput)));
    }
    assertThat(expectedGradInput).isEqualTo(byDefinition);
  }

  @ParameterizedTest
  @CsvSource({"2, scalar", "3, vector", "7, scalar", "64, vector"})
  void partitionsAndKernelsChangeNothing(int partitions, String kernels) throws IOException {
    backward(JOB, overrides("caches", folder, "partitions=" + partitions, "kernels=" + kernels));
    assertSameBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void rowsInAnyOrderChangeNothing(int partitions) throws IOException {
    Path shuffled = shared.resolve("shuffled");
    if (Files.notExists(shuffled)) {
      caches.shuffled(SEED).write(shuffled, 5);
    }
    backward(JOB, overrides("shuffled", folder, "partitions=" + partitions));
    assertSameBytes();
  }

  /** Files of 4, 8, 12, ... rows, so that blocks begin in one file and end in the next. */
  @Test
  void otherFilesOfTheSameRowsChangeNothing() throws IOException {
    caches.write(shared.resolve("cut"), 11);
    backward(JOB, overrides("cut", folder, "partitions=7"));
    assertSameBytes();
  }

  @Tag(OwnJvm.TAG)
  @Test
  void oneCoreChangesNothing() throws Exception {
    Path job = Files.writeString(folder.resolve("job.yaml"), JOB);
    List<String> arguments = new ArrayList<>(List.of(job.toString()));
    arguments.addAll(List.of(overrides("caches", folder)));
    OwnJvm.runOnOneCore(folder, arguments.toArray(String[]::new));
    assertSameBytes();
  }

  /** Rows that are not in order travel from executor to executor. */
  @Tag(OwnJvm.TAG)
  @Test
  void twoExecutorsInJvmsOfTheirOwnChangeNothing() throws Exception {
    caches.shuffled(SEED + 1).write(shared.resolve("travelling"), 4);
    Path job = Files.writeString(folder.resolve("job.yaml"), JOB);
    List<String> arguments = new ArrayList<>(List.of(job.toString()));
    arguments.addAll(List.of(overrides("travelling", folder)));
    String printed = OwnJvm.runOnTwoExecutors(folder, arguments.toArray(String[]::new));
    assertThat(printed).contains("sums over 259 images");
    assertSameBytes();
  }

  /** 64 arrays of 1.7 MB do not go to the driver, but in slices from task to task. */
  @Test
  void anExchangeInSlicesChangesNothing() throws IOException {
    Random random = new Random(SEED);
    float[] images = new float[70 * 16];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    long[] labels = random.longs(70, 0, 4).toArray();
    Path npz = folder.resolve("images.npz");
    NpzFormat.write(
        npz,
        Map.of(
            "x", NumpyArray.of(Shape.of(70, 1, 1, 16), images),
            "labels", NumpyArray.of(Shape.of(70), labels)));
    Path wide =
        Files.writeString(
            folder.resolve("wide.yaml"),
            "name: wide\ninput: [1, 1, 16]\nweights: {seed: 4}\nlayers:\n"
                + "  - {name: flat, kind: flatten}\n"
                + "  - {name: hidden, kind: dense, outC: 20000}\n"
                + "  - {name: scores, kind: dense, outC: 4}\n");
    forward(
        "job: forward\n",
        "network=" + wide,
        "input={npz: " + npz + ", array: x, npzLabels: labels}",
        "output.caches=" + folder.resolve("caches"));
    for (int partitions : new int[] {1, 64}) {
      backward(
          JOB,
          "network=" + wide,
          "blockSize=1",
          "caches=" + folder.resolve("caches"),
          "output.gradients=" + folder.resolve(partitions + ".npz"),
          "output.gradInput=" + folder.resolve(partitions + "-dx"),
          "output.run=" + folder.resolve(partitions + ".json"),
          "partitions=" + partitions);
    }
    assertThat(folder.resolve("64.npz")).hasSameBinaryContentAs(folder.resolve("1.npz"));
    assertThat(rows(folder.resolve("64-dx"))).isEqualTo(rows(folder.resolve("1-dx"))).hasSize(70);
    assertThat(Files.readString(folder.resolve("64.json"))).contains("\"partitions\" : 64");
  }
}
