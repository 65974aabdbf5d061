package dev.convoy.job.backward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.UserMessage;
import dev.convoy.job.Progress;
import dev.convoy.store.Column;
import dev.convoy.store.Manifest;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TensorForm;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input: one clear message each, and nothing left that looks like a result. */
class BackwardInputIT extends BackwardRuns {
  private static final int IMAGES = 40;
  private static final int CLASSES = 4;
  private static final Shape IMAGE = Shape.of(5, 4, 2);

  @TempDir static Path shared;

  private Path network;
  private Path good;
  private String fingerprint = "";
  private StoredCaches caches;

  /** Where a run of this test writes. */
  private Path out() {
    return folder.resolve("out");
  }

  @BeforeAll
  void runForward() throws IOException {
    network =
        Files.writeString(
            shared.resolve("small.yaml"),
            "name: small\ninput: [5, 4, 2]\nweights: {seed: 7}\nlayers:\n"
                + "  - {name: conv, kind: conv2d, outC: 3, filter: 3, pad: 1}\n"
                + "  - {name: relu, kind: relu}\n"
                + "  - {name: flat, kind: flatten}\n"
                + "  - {name: scores, kind: dense, outC: 4}\n");
    Random random = new Random(25);
    float[] images = new float[IMAGES * IMAGE.length()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    Path npz = shared.resolve("images.npz");
    NpzFormat.write(
        npz,
        Map.of(
            "x", NumpyArray.of(IMAGE.batch(IMAGES), images),
            "labels", NumpyArray.of(Shape.of(IMAGES), labels(random))));
    good = shared.resolve("caches");
    forward(
        "job: forward\ntaps: [scores]\npartitions: 3\n",
        "network=" + network,
        "input={npz: " + npz + ", array: x, npzLabels: labels}",
        "output.features=" + shared.resolve("scores"),
        "output.caches=" + good);
    caches = StoredCaches.read(good);
    fingerprint = caches.manifest().fingerprint().substring(0, 12);
  }

  private static long[] labels(Random random) {
    return LongStream.range(0, IMAGES).map(i -> random.nextInt(CLASSES)).toArray();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.exists(out()) ? Files.walk(out()) : Stream.of()) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** What a run over these caches fails with. */
  private String failure(Path input, String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "network=" + network,
                "caches=" + input,
                "output.gradients=" + out().resolve("gradients.npz"),
                "output.gradInput=" + out().resolve("gradInput")));
    all.addAll(List.of(overrides));
    return UserMessage.of(() -> backward("job: backward\n", all.toArray(String[]::new)));
  }

  private String lossFailure(Path input) {
    return failure(input, "loss=softmaxCrossEntropy");
  }

  /** Good caches but for one change. */
  private Path spoilt(Consumer<StoredCaches> change) throws IOException {
    StoredCaches copy = caches.copy();
    change.accept(copy);
    Path spoilt = Files.createTempDirectory(folder, "caches");
    copy.write(spoilt, 2);
    return spoilt;
  }

  @Test
  void labelsMissingForSomeCaches() throws IOException {
    Path spoilt =
        spoilt(
            copy -> {
              copy.rows().get(17)[StoredCaches.LABEL] = null;
              copy.rows().get(33)[StoredCaches.LABEL] = null;
            });
    assertThat(lossFailure(spoilt))
        .isEqualTo(
            "loss: 2 of 40 forward caches have no label, the first is id 17 (images.npz#17);"
                + " run the forward job with labels for all images,"
                + " or give gradOutput instead of loss");
  }

  @Test
  void aLabelOutOfRange() throws IOException {
    Path spoilt = spoilt(copy -> copy.rows().get(38)[StoredCaches.LABEL] = 4L);
    assertThat(lossFailure(spoilt))
        .isEqualTo(
            "loss: 1 of 40 labels are none of the network's classes, 0 to 3;"
                + " the first is label 4 of id 38 (images.npz#38)");
  }

  @Test
  void nanInACache() throws IOException {
    float[] input = caches.floats(17, "input");
    input[39] = Float.NaN;
    assertThat(lossFailure(spoilt(copy -> copy.set(17, "input", input))))
        .isEqualTo(
            "id 17 (images.npz#17): node conv: the gradient of conv.weight is not finite"
                + " (NaN or infinite);"
                + " look at this example's forward cache and upstream gradient");
  }

  @Test
  void nanInTheScores() throws IOException {
    float[] scores = caches.floats(17, "scores");
    scores[2] = Float.NaN;
    assertThat(lossFailure(spoilt(copy -> copy.set(17, "scores", scores))))
        .isEqualTo("id 17 (images.npz#17): its loss is NaN; node scores holds what is not finite");
  }

  @Test
  void aCacheThatIsThereTwice() throws IOException {
    String expected = "forward cache: id 12 (images.npz#12) is there twice; needed once";
    Path neighbours = spoilt(copy -> copy.rows().add(13, copy.rows().get(12)));
    assertThat(lossFailure(neighbours)).isEqualTo(expected);
    Path apart = spoilt(copy -> copy.rows().add(0, copy.rows().get(12)));
    assertThat(lossFailure(apart)).isEqualTo(expected);
  }

  @Test
  void aNegativeId() throws IOException {
    assertThat(lossFailure(spoilt(copy -> copy.rows().get(3)[StoredCaches.ID] = -4L)))
        .isEqualTo("forward cache: id -4, needed whole numbers from 0");
  }

  @Test
  void aCellOfAnotherLength() throws IOException {
    int bits = caches.schema().indexOf("relu_bits");
    // the writer checks the length of bits; that of a cut file would be found by Parquet
    TableSchema loose =
        TableSchema.ofExamples(
            caches.schema().columns().subList(3, caches.schema().count()).stream()
                .map(
                    column ->
                        column.name().equals("relu_bits")
                            ? Column.bytes(
                                "relu_bits", new TensorForm(Shape.of(5, 4, 3), "uint3", "HWC"))
                            : column)
                .toList());
    StoredCaches copy = new StoredCaches(loose, caches.manifest(), caches.copy().rows());
    copy.rows().get(20)[bits] = new byte[3];
    copy.write(folder.resolve("caches"), 2);
    assertThat(lossFailure(folder.resolve("caches")))
        .isEqualTo("forward cache: id 20 (images.npz#20): relu_bits: found 3 bytes, needed 8");
  }

  @Test
  void cachesOfAnotherNetworkOrOtherWeights() throws IOException {
    assertThat(failure(good, "loss=softmaxCrossEntropy", "weights={seed: 8}"))
        .matches(
            "command line: \"caches\": forward cache %s: made by network \"small\" %s,"
                    .formatted(good, fingerprint)
                + " this job names \"small\" (?!%s)[0-9a-f]{12}".formatted(fingerprint)
                + " \\(the same name, but other layers or weights\\);"
                + " run the forward job again or name the network it was made with");
    Path other =
        Files.writeString(
            folder.resolve("other.yaml"),
            Files.readString(network).replace("small", "other").replace("outC: 3", "outC: 2"));
    assertThat(failure(good, "loss=softmaxCrossEntropy", "network=" + other))
        .contains("made by network \"small\" " + fingerprint)
        .containsPattern("this job names \"other\" [0-9a-f]{12}; run the forward job again");
  }

  @Test
  void cachesOfARunThatDidNotFinish() throws IOException {
    Path spoilt = spoilt(copy -> {});
    Files.delete(spoilt.resolve(Manifest.FILE_NAME));
    assertThat(lossFailure(spoilt))
        .isEqualTo(
            "command line: \"caches\": folder %s has no manifest: the run that wrote it did not"
                    .formatted(spoilt)
                + " finish; run it again");
  }

  @Test
  void cachesOfWhichAFileIsMissing() throws IOException {
    Path spoilt = spoilt(copy -> {});
    Files.delete(spoilt.resolve("part-00001.parquet"));
    assertThat(lossFailure(spoilt))
        .isEqualTo(
            "command line: \"caches\": folder %s holds 1 Parquet files, its manifest says 2;"
                    .formatted(spoilt)
                + " run the job again");
  }

  @Test
  void cachesOfWhichRowsAreMissing() throws IOException {
    Path spoilt = spoilt(copy -> {});
    Path manifest = spoilt.resolve(Manifest.FILE_NAME);
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"rows\" : 40", "\"rows\" : 41"));
    assertThat(lossFailure(spoilt))
        .isEqualTo(
            "command line: \"caches\": %s: found 40 rows, its manifest says 41;".formatted(spoilt)
                + " run the forward job again");
  }

  @Test
  void cachesWithoutRows() throws IOException {
    Path spoilt = spoilt(copy -> copy.rows().clear());
    assertThat(lossFailure(spoilt))
        .isEqualTo(
            "command line: \"caches\": forward cache %s has no rows:".formatted(spoilt)
                + " of 40 images of the forward run 0 were rejected;"
                + " see why in its table of rejects");
  }

  @Test
  void aCacheFileThatIsCutOff() throws IOException {
    Path spoilt = spoilt(copy -> {});
    Path part = spoilt.resolve("part-00001.parquet");
    byte[] bytes = Files.readAllBytes(part);
    Files.write(part, Arrays.copyOf(bytes, bytes.length / 2));
    Files.delete(spoilt.resolve(".part-00001.parquet.crc"));
    assertThat(lossFailure(spoilt))
        .startsWith("command line: \"caches\": file file:" + part + " cannot be read as Parquet: ");
  }

  @Test
  void featuresInsteadOfCaches() {
    Path features = shared.resolve("scores");
    assertThat(lossFailure(features))
        .isEqualTo(
            "command line: \"caches\": %s holds features,".formatted(features)
                + " needed the forward caches of a forward job (its output.caches)");
  }

  @Test
  void noSuchFolderOrFile() {
    assertThat(lossFailure(folder.resolve("none")))
        .isEqualTo(
            "command line: \"caches\": folder %s does not exist".formatted(folder.resolve("none")));
    assertThat(failure(good, "loss=softmaxCrossEntropy", "network=" + folder.resolve("none.yaml")))
        .isEqualTo(
            "command line: \"network\": no such file: %s".formatted(folder.resolve("none.yaml")));
  }

  @Test
  void lossAndGradOutputExcludeEachOther() {
    String either =
        "backward.yaml:1: needs exactly one of \"loss\" (softmaxCrossEntropy) and \"gradOutput\""
            + " (upstream gradients); has ";
    assertThat(failure(good)).isEqualTo(either + "none");
    assertThat(failure(good, "loss=softmaxCrossEntropy", "gradOutput={npz: some.npz, array: dZ}"))
        .isEqualTo(either + "both");
  }

  @Test
  void unknownKeysAndLayers() {
    assertThat(failure(good, "loss=softmaxCrossEntropy", "blocksize=4"))
        .contains("\"blocksize\"")
        .contains("did you mean \"blockSize\"");
    assertThat(failure(good, "loss=softmaxCrossEntropy", "output.gradinput=x"))
        .contains("did you mean \"gradInput\"");
    assertThat(failure(good, "loss=crossEntropy")).contains("\"loss\"", "softmaxCrossEntropy");
    assertThat(failure(good, "loss=softmaxCrossEntropy", "lossNode=score"))
        .contains("network \"small\" has no layer \"score\"", "did you mean \"scores\"");
    assertThat(failure(good, "loss=softmaxCrossEntropy", "lossNode=conv"))
        .contains("softmaxCrossEntropy needs a score for each class")
        .contains("node \"conv\" has shape [5, 4, 3]");
    assertThat(failure(good, "gradOutput={npz: some.npz, array: dZ, node: dens}"))
        .contains("network \"small\" has no layer \"dens\"");
  }

  @Test
  void aNodeThatNoWeightsComeBefore() throws IOException {
    Path npz = folder.resolve("upstream.npz");
    NpzFormat.write(
        npz, Map.of("dX", NumpyArray.of(IMAGE.batch(IMAGES), new float[40 * IMAGE.length()])));
    List<String> withoutGradInput =
        List.of(
            "network=" + network,
            "caches=" + good,
            "output.gradients=" + out().resolve("gradients.npz"),
            "gradOutput={npz: " + npz + ", array: dX, node: input}");
    assertThat(
            UserMessage.of(
                () -> backward("job: backward\n", withoutGradInput.toArray(String[]::new))))
        .isEqualTo(
            "command line: \"gradOutput.node\": network small: no weights come before node \"input\","
                + " so there is no gradient to compute");
  }

  @Test
  void keysThatGoWithTheOtherWayToBegin() throws IOException {
    assertThat(failure(good, npz(Shape.of(IMAGES, CLASSES)), "lossNode=scores"))
        .isEqualTo("command line: \"lossNode\": goes with \"loss\", but this job has gradOutput");
    Path table = upstream(LongStream.range(0, IMAGES).toArray());
    String both = "gradOutput={npz: a.npz, array: dZ, table: " + table + ", column: dZ}";
    assertThat(failure(good, both))
        .isEqualTo("command line: \"gradOutput\": needs either npz and array, or table and column");
    assertThat(failure(good, "gradOutput={table: " + table + ", column: dZ, array: dZ}"))
        .isEqualTo("command line: \"gradOutput\": needs either npz and array, or table and column");
  }

  @Test
  void anExistingOutput() throws IOException {
    Path existing = Files.writeString(folder.resolve("g.npz"), "mine");
    assertThat(failure(good, "loss=softmaxCrossEntropy", "output.gradients=" + existing))
        .isEqualTo(
            "command line: output gradients: %s exists; set overwrite: true, or name another"
                .formatted(existing));
    assertThat(existing).hasContent("mine");
    Path dA = Files.createDirectories(folder.resolve("dA"));
    assertThat(failure(good, "loss=softmaxCrossEntropy", "output.gradInput=" + dA))
        .isEqualTo(
            "command line: output gradInput: %s exists; set overwrite: true, or name another"
                .formatted(dA));
  }

  /** Overwriting would remove what the run is to read. */
  @Test
  void outputOverInput() throws IOException {
    Path copy = spoilt(unchanged -> {});
    assertThat(
            failure(copy, "loss=softmaxCrossEntropy", "output.gradInput=" + copy, "overwrite=true"))
        .isEqualTo(
            "command line: \"output.gradInput\": %s is, or lies within, \"caches\" of this job; name another place"
                .formatted(copy));
    assertThat(StoredCaches.read(copy).rows()).hasSize(IMAGES);
    Path scores = Files.createDirectories(folder.resolve("dZ"));
    try (Stream<Path> files = Files.list(shared.resolve("scores"))) {
      for (Path file : files.toList()) {
        Files.copy(file, scores.resolve(file.getFileName()));
      }
    }
    assertThat(
            failure(
                copy,
                "gradOutput={table: " + scores + ", column: scores}",
                "output.gradInput=" + scores,
                "overwrite=true"))
        .isEqualTo(
            "command line: \"output.gradInput\": %s is, or lies within, \"gradOutput.table\" of this job; name another place"
                .formatted(scores));
    assertThat(scores.resolve(Manifest.FILE_NAME)).exists();
  }

  /** Found before the work: these caches have no labels, and nobody has looked at them yet. */
  @Test
  void anOutputThatCannotBeWritten() throws IOException {
    Path unlabelled = spoilt(copy -> copy.rows().forEach(row -> row[StoredCaches.LABEL] = null));
    Path file = Files.writeString(folder.resolve("file"), "");
    for (String key : List.of("gradients", "run")) {
      Path within = file.resolve(key);
      assertThat(failure(unlabelled, "loss=softmaxCrossEntropy", "output." + key + "=" + within))
          .startsWith("file:" + within + " cannot be written: ")
          .endsWith("; name a file that this user may write");
    }
    assertThat(failure(unlabelled, "loss=softmaxCrossEntropy", "output.gradInput=" + file + "/dA"))
        .startsWith("output gradInput: folder file:" + file + "/dA cannot be ");
  }

  @Test
  void filesWithinTheFolderOfGradInput() {
    Path within = out().resolve("gradInput/g.npz");
    assertThat(failure(good, "loss=softmaxCrossEntropy", "output.gradients=" + within))
        .isEqualTo(
            "command line: \"output.gradients\": %s is, or lies within, \"output.gradInput\""
                    .formatted(within)
                + " of this job; name another place");
  }

  /** Both outputs are there, or none: here a stranger's file spoils the folder of one. */
  @Test
  void aTableThatCannotBeCommittedTakesTheGradientsWithIt() {
    Path stranger = out().resolve("gradInput/part-99999.parquet");
    Progress spoiling =
        new Progress() {
          @Override
          public void begin(String step, long images) {
            try {
              Files.writeString(stranger, "");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void done(long images) {}

          @Override
          public void note(String line) {}

          @Override
          public void end() {}
        };
    String message =
        UserMessage.of(
            () ->
                read(
                        "job: backward\nloss: softmaxCrossEntropy\n",
                        "network=" + network,
                        "caches=" + good,
                        "output.gradients=" + out().resolve("gradients.npz"),
                        "output.gradInput=" + out().resolve("gradInput"))
                    .run(spark(), spoiling));
    assertThat(message).contains("gradInput", "Parquet files, its tasks wrote");
  }

  private String npz(Shape shape) throws IOException {
    return npz(shape, new float[shape.length()]);
  }

  private String npz(Shape shape, float[] values) throws IOException {
    Path npz = folder.resolve("upstream.npz");
    NpzFormat.write(npz, Map.of("dZ", NumpyArray.of(shape, values)));
    return "gradOutput={npz: " + npz + ", array: dZ}";
  }

  @Test
  void anArchiveOfUpstreamGradientsThatDoesNotFit() throws IOException {
    assertThat(failure(good, npz(Shape.of(IMAGES, 5))))
        .isEqualTo(
            "command line: \"gradOutput.array\": upstream gradients have shape [40, 5],"
                + " needed [40, 4]: one [4] for each of the 40 images of the forward run,"
                + " rejects included, for node \"scores\"");
    assertThat(failure(good, npz(Shape.of(39, CLASSES)))).contains("shape [39, 4], needed [40, 4]");
    Path none = folder.resolve("none.npz");
    assertThat(failure(good, "gradOutput={npz: " + none + ", array: dZ}"))
        .isEqualTo("command line: \"gradOutput.npz\": no such file: file:" + none);
    npz(Shape.of(IMAGES, CLASSES));
    Path present = folder.resolve("upstream.npz");
    assertThat(failure(good, "gradOutput={npz: " + present + ", array: dA}"))
        .contains("\"gradOutput.array\"", "dA", "dZ");
    Files.writeString(none, "no archive");
    assertThat(failure(good, "gradOutput={npz: " + none + ", array: dZ}")).contains("none.npz");
  }

  @Test
  void nanInAnUpstreamGradient() throws IOException {
    float[] values = new float[IMAGES * CLASSES];
    values[17 * CLASSES + 3] = Float.NaN;
    String expected =
        "gradOutput: id 17 (images.npz#17): the gradient of node scores is not finite: NaN";
    assertThat(failure(good, npz(Shape.of(IMAGES, CLASSES), values))).isEqualTo(expected);

    Path table = folder.resolve("upstream.parquet");
    values[17 * CLASSES + 3] = Float.NEGATIVE_INFINITY;
    writeUpstream(table, schema(CLASSES), LongStream.range(0, IMAGES).toArray(), values);
    assertThat(failure(good, from(table))).isEqualTo(expected.replace("NaN", "-Infinity"));
  }

  /** A relu that was off lets nothing through, and no sum would show it. */
  @Test
  void nanInAnUpstreamGradientThatNothingReads() throws IOException {
    float[] flat = caches.floats(17, "flat");
    int off = 0;
    while (flat[off] > 0) {
      off++;
    }
    float[] values = new float[IMAGES * flat.length];
    values[17 * flat.length + off] = Float.NaN;
    Path npz = folder.resolve("upstream.npz");
    NpzFormat.write(npz, Map.of("dZ", NumpyArray.of(Shape.of(5, 4, 3).batch(IMAGES), values)));
    assertThat(failure(good, "gradOutput={npz: " + npz + ", array: dZ, node: relu}"))
        .isEqualTo(
            "gradOutput: id 17 (images.npz#17): the gradient of node relu is not finite: NaN");
  }

  @Test
  void gradientsTooLargeForFloat32() throws IOException {
    float[] values = new float[IMAGES * CLASSES];
    Arrays.fill(values, 1e37f); // 40 of them exceed float32, 16 do not
    assertThat(failure(good, npz(Shape.of(IMAGES, CLASSES), values)))
        .matches(
            "node (scores|conv): the gradient of .* is not finite, though that of every block is:"
                + " the sum exceeds float32; scale the upstream gradients down");
    Arrays.fill(values, 3e37f); // 16 of them do
    assertThat(failure(good, npz(Shape.of(IMAGES, CLASSES), values)))
        .matches(
            "gradients of id \\d+ \\(.*\\) to id \\d+ \\(.*\\): each is finite, but their"
                + " sum exceeds float32; scale the upstream gradients down");
    Arrays.fill(values, 3e38f); // one of them times a weight or an input does
    assertThat(failure(good, npz(Shape.of(IMAGES, CLASSES), values)))
        .matches(
            "id \\d+ \\(images.npz#\\d+\\): node (scores|relu|flat|conv): the gradient of .*"
                + " is not finite \\(NaN or infinite\\);"
                + " look at this example's forward cache and upstream gradient");
  }

  private static TableSchema schema(int values) {
    return TableSchema.of(Column.longs("id"), Column.floats("dZ", Shape.of(values)));
  }

  private static String from(Path table) {
    return "gradOutput={table: " + table + ", column: dZ}";
  }

  /** A table with zeros for these ids. */
  private Path upstream(long... ids) throws IOException {
    Path table = folder.resolve("upstream.parquet");
    Files.deleteIfExists(table);
    Files.deleteIfExists(folder.resolve(".upstream.parquet.crc"));
    writeUpstream(table, schema(CLASSES), ids, new float[ids.length * CLASSES]);
    return table;
  }

  @Test
  void upstreamGradientsMissingForSomeExamples() throws IOException {
    Path table = upstream(LongStream.range(0, IMAGES).filter(id -> id != 17).toArray());
    assertThat(failure(good, from(table)))
        .isEqualTo(
            "gradOutput: no upstream gradient for id 17 (images.npz#17);"
                + " give one for every example in the cache");
    assertThat(failure(good, from(upstream()))).startsWith("gradOutput: no upstream gradient for");
  }

  @Test
  void upstreamGradientsOfExamplesThatAreNotInTheCache() throws IOException {
    for (long stranger : new long[] {IMAGES, 1_000_000_000_000L, -1}) {
      long[] ids = LongStream.rangeClosed(0, IMAGES).map(i -> i < IMAGES ? i : stranger).toArray();
      assertThat(failure(good, from(upstream(ids))))
          .isEqualTo(
              "gradOutput: id %s has an upstream gradient, but no forward cache;"
                      .formatted(stranger)
                  + " give gradients of the examples in the cache alone");
    }
  }

  @Test
  void upstreamGradientsThatAreThereTwice() throws IOException {
    for (int times : new int[] {2, 3}) {
      for (long id : new long[] {0, 39}) {
        long[] ids =
            LongStream.range(0, IMAGES + times - 1).map(i -> i < IMAGES ? i : id).toArray();
        assertThat(failure(good, from(upstream(ids))))
            .isEqualTo("gradOutput: id %s is there twice; needed once".formatted(id));
      }
    }
  }

  @Test
  void aTableOfUpstreamGradientsThatDoesNotFit() throws IOException {
    Path table = folder.resolve("upstream.parquet");
    writeUpstream(table, schema(5), new long[] {0}, new float[5]);
    assertThat(failure(good, from(table)))
        .isEqualTo(
            "command line: \"gradOutput.column\": upstream gradients have shape [5],"
                + " node \"scores\" needs [4]");
    assertThat(failure(good, "gradOutput={table: " + table + ", column: dY}"))
        .contains("\"gradOutput.column\"", "dY", "dZ");
    assertThat(failure(good, from(folder.resolve("none"))))
        .isEqualTo(
            "command line: \"gradOutput.table\": table %s does not exist"
                .formatted(folder.resolve("none")));
    assertThat(failure(good, "gradOutput={table: " + table + ", column: id}"))
        .isEqualTo(
            "command line: \"gradOutput.column\": column \"id\" is no float32 tensor with a shape;"
                + " needed [4] for node \"scores\"");
    Path noIds = folder.resolve("no-ids.parquet");
    TableSchema names = TableSchema.of(Column.longs("number"), Column.floats("dZ", Shape.of(4)));
    writeUpstream(noIds, names, new long[] {0}, new float[4]);
    assertThat(failure(good, from(noIds)))
        .isEqualTo(
            "command line: \"gradOutput.table\": table %s has no column \"id\" of whole numbers,"
                    .formatted(noIds)
                + " which tells whose gradient a row is");
  }

  /** Tables of others, whose cells need not keep what their columns promise. */
  @Test
  void cellsOfUpstreamGradientsThatDoNotFit() {
    var array = DataTypes.createArrayType(DataTypes.FloatType);
    assertThat(foreign(array, List.of(1f, 2f, 3f)))
        .isEqualTo("gradOutput: id 3 (images.npz#3) has 3 numbers, node scores needs 4 [4]");
    assertThat(foreign(array, null)).isEqualTo("gradOutput: the gradient of id 3 is null");
    assertThat(foreign(DataTypes.BinaryType, new byte[15]))
        .isEqualTo(
            "gradOutput: the gradient of id 3:"
                + " float32 cell: found 15 bytes, needed a multiple of 4");
    assertThat(foreign(DataTypes.BinaryType, new byte[0]))
        .startsWith("gradOutput: no upstream gradient for id 3 (images.npz#3);");
  }

  private String foreign(org.apache.spark.sql.types.DataType type, Object cell) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add(
                "dZ",
                type,
                true,
                new MetadataBuilder()
                    .putLongArray("shape", new long[] {4})
                    .putString("dtype", "float32")
                    .build());
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < IMAGES; id++) {
      Object whole = type == DataTypes.BinaryType ? new byte[16] : List.of(1f, 2f, 3f, 4f);
      rows.add(RowFactory.create(id, id == 3 ? cell : whole));
    }
    String table = folder.resolve("foreign").toString();
    spark().createDataFrame(rows, schema).coalesce(1).write().mode("overwrite").parquet(table);
    return failure(good, "gradOutput={table: " + table + ", column: dZ}");
  }

  /** The outputs of an earlier run are gone once a run that replaces them has begun. */
  @Test
  void aFailingRunLeavesNothingOfTheOneItReplaces() throws IOException {
    backward(
        "job: backward\nloss: softmaxCrossEntropy\n",
        "network=" + network,
        "caches=" + good,
        "output.gradients=" + out().resolve("gradients.npz"),
        "output.gradInput=" + out().resolve("gradInput"));
    assertThat(out().resolve("gradients.npz")).exists();
    assertThat(out().resolve("gradInput").resolve(Manifest.FILE_NAME)).exists();
    assertThat(out().resolve("run.json")).exists();

    Path spoilt = spoilt(copy -> copy.rows().get(38)[StoredCaches.LABEL] = 4L);
    assertThat(failure(spoilt, "loss=softmaxCrossEntropy", "overwrite=true"))
        .startsWith("loss: 1 of 40 labels");
    assertThat(out().resolve("gradInput")).doesNotExist();
  }
}
