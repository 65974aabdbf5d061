package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigReader;
import dev.convoy.job.input.ExampleInput;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.job.sum.LossSum;
import dev.convoy.network.FashionSamples;
import dev.convoy.report.curves.EpochMetrics;
import dev.convoy.store.FileFolder;
import dev.convoy.store.StoreException;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointsTest {
  private static final String REMEDY =
      "; bring back the one that was written, or set overwrite: true to start anew";
  private static final int WEIGHTS = 3;
  private static final int STATES = 2;

  @TempDir Path folder;

  private Path written() {
    return folder.resolve("checkpoint/step-000000000017.npz");
  }

  private Checkpoints checkpoints(int seed) {
    ExampleSource source =
        ExampleInput.read(
                ConfigReader.read(
                    "idx: src/test/resources/golden/fashion/train-0-64-images-idx3-ubyte.gz",
                    "job.yaml"))
            .open(new Configuration());
    TrainIdentity identity =
        TrainIdentity.of(
            FashionSamples.network(),
            "none",
            "logits",
            new TrainJob.Sources(source, List.of(), "labels.gz"),
            1000,
            TrainSettings.read(
                ConfigReader.read(
                    "optimizer: {kind: adam, learningRate: 0.1}\nseed: " + seed, "job.yaml")));
    return new Checkpoints(
        FileFolder.of(folder.resolve("checkpoint").toString(), new Configuration()), identity);
  }

  /** No field of it is a default, and no two are alike. */
  private static TrainState state(long stepsDone) {
    return new TrainState(
        new float[] {1.5f, -0f, Float.MIN_VALUE},
        new float[][] {{2, 3, 4}, {5, Float.MAX_VALUE, 7}},
        List.of(
            new EpochMetrics(1, 0.1, 0.2, Double.NaN, Double.NaN, 0.3, 64),
            new EpochMetrics(2, 1.0 / 3, 0.5, 0.6, 0.7, 1e-300, 63)),
        61,
        2,
        5,
        stepsDone,
        new StepStory(20, 11, LossSum.ZERO.plus(123.456), 999));
  }

  @Test
  void everyFieldComesBack() {
    TrainState state = state(17);
    checkpoints(1).write(state);
    TrainState found = checkpoints(1).newest(WEIGHTS, STATES).orElseThrow();
    assertThat(found.weights()).isEqualTo(state.weights());
    assertThat(Float.floatToRawIntBits(found.weights()[1])).isEqualTo(0x80000000);
    assertThat(found.optimizerState()).isDeepEqualTo(state.optimizerState());
    assertThat(found.metrics()).isEqualTo(state.metrics());
    assertThat(found.examples()).isEqualTo(61);
    assertThat(found.epoch()).isEqualTo(2);
    assertThat(found.step()).isEqualTo(5);
    assertThat(found.stepsDone()).isEqualTo(17);
    assertThat(found.seen())
        .isEqualTo(new StepStory(20, 11, LossSum.ZERO.plus(123.456), 0)); // times are not kept
  }

  @Test
  void aStateBeforeTheFirstEpochEndsComesBack() {
    TrainState begun = TrainState.begin(new float[] {1, 2, 3}, 0, 5);
    begun.stepped(new StepStory(4, 3, LossSum.ZERO.plus(2), 9));
    checkpoints(1).write(begun);
    TrainState found = checkpoints(1).newest(WEIGHTS, 0).orElseThrow();
    assertThat(found.metrics()).isEmpty();
    assertThat(found.optimizerState()).isEmpty();
    assertThat(found.step()).isEqualTo(1);
    assertThat(found.stepsDone()).isEqualTo(1);
    assertThat(found.seen().images()).isEqualTo(4);
  }

  @Test
  void equalStatesGiveEqualBytes() throws IOException {
    checkpoints(1).write(state(17));
    byte[] bytes = Files.readAllBytes(written());
    checkpoints(1).write(state(17));
    assertThat(Files.readAllBytes(written())).isEqualTo(bytes);
  }

  @Test
  void onlyTheNewestStays() {
    Checkpoints checkpoints = checkpoints(1);
    assertThat(checkpoints.exist()).isFalse();
    assertThat(checkpoints.newest(WEIGHTS, STATES)).isEmpty();
    checkpoints.write(state(9));
    checkpoints.write(state(10));
    assertThat(names()).containsExactly("step-000000000010.npz");
    checkpoints.write(state(17));
    assertThat(names()).containsExactly("step-000000000017.npz");
    assertThat(checkpoints.exist()).isTrue();
    checkpoints.remove();
    assertThat(folder.resolve("checkpoint")).doesNotExist();
    checkpoints.remove();
  }

  private String[] names() {
    return folder.resolve("checkpoint").toFile().list();
  }

  /** A kill between writing the new one and removing the old one leaves both. */
  @Test
  void ofSeveralTheNewestCounts() throws IOException {
    checkpoints(1).write(state(9));
    Path older = folder.resolve("checkpoint/step-000000000009.npz");
    byte[] bytes = Files.readAllBytes(older);
    checkpoints(1).write(state(17));
    Files.write(older, bytes);
    assertThat(checkpoints(1).newest(WEIGHTS, STATES).orElseThrow().stepsDone()).isEqualTo(17);
  }

  /** A kill while one is being written leaves what was there, and a beginning beside it. */
  @Test
  void aHalfWrittenOneIsPassedOver() throws IOException {
    checkpoints(1).write(state(17));
    byte[] bytes = Files.readAllBytes(written());
    Path half = folder.resolve("checkpoint/_step-000000000018.npz.tmp");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(checkpoints(1).newest(WEIGHTS, STATES).orElseThrow().stepsDone()).isEqualTo(17);
    checkpoints(1).write(state(18));
    assertThat(names()).containsExactly("step-000000000018.npz");
    checkpoints(1).remove();
    Files.createDirectory(folder.resolve("checkpoint"));
    Files.write(half, bytes);
    assertThat(checkpoints(1).exist()).isFalse();
  }

  @Test
  void thatOfAnotherTrainingIsRefused() {
    checkpoints(1).write(state(17));
    assertThatThrownBy(() -> checkpoints(2).newest(WEIGHTS, STATES))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "checkpoint file:%s: was made with seed 1, this job says 2;".formatted(written())
                + " set it back to go on, or set overwrite: true to start anew");
  }

  /** What a disk or a careless copy may do to a file. */
  @Test
  void damagedFilesAreRefused() throws IOException {
    checkpoints(1).write(state(17));
    byte[] bytes = Files.readAllBytes(written());
    Files.write(written(), Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(refusal()).contains("not an .npz file, or a truncated one: no whole zip");
    Files.write(written(), new byte[0]);
    assertThat(refusal()).contains("not an .npz file: it is empty");
    byte[] flipped = bytes.clone();
    flipped[indexOf(flipped, Float.floatToIntBits(1.5f))] ^= 1;
    Files.write(written(), flipped);
    assertThat(refusal()).contains("array \"weights\": damaged: checksum ");
  }

  private static int indexOf(byte[] bytes, int littleEndian) {
    for (int i = 0; i + 4 <= bytes.length; i++) {
      int value = 0;
      for (int b = 3; b >= 0; b--) {
        value = value << 8 | Byte.toUnsignedInt(bytes[i + b]);
      }
      if (value == littleEndian) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  private String refusal() {
    Throwable[] thrown = new Throwable[1];
    assertThatThrownBy(() -> checkpoints(1).newest(WEIGHTS, STATES))
        .isInstanceOf(StoreException.class)
        .satisfies(e -> thrown[0] = e);
    assertThat(thrown[0].getMessage())
        .startsWith("checkpoint file:" + written())
        .endsWith(REMEDY)
        .doesNotContain("\n")
        .containsOnlyOnce(folder.toString());
    return thrown[0].getMessage();
  }

  @ParameterizedTest
  @CsvSource({"identity", "weights", "optimizer1", "position", "metrics"})
  void oneThatLacksAnArrayIsRefused(String array) throws IOException {
    rewrite(arrays -> arrays.remove(array));
    assertThat(refusal()).contains(".npz: it has no array \"" + array + "\";");
  }

  private void rewrite(Consumer<Map<String, NumpyArray>> change) throws IOException {
    checkpoints(1).write(state(17));
    Map<String, NumpyArray> arrays = new LinkedHashMap<>(NpzFormat.read(written()));
    change.accept(arrays);
    NpzFormat.write(written(), arrays);
  }

  @Test
  void arraysOfOtherShapesAreRefused() throws IOException {
    NumpyArray four = NumpyArray.of(Shape.of(4), new float[4]);
    rewrite(arrays -> arrays.put("weights", four));
    assertThat(refusal()).contains("array \"weights\" has shape [4], needed [3]");
    rewrite(arrays -> arrays.put("optimizer0", four));
    assertThat(refusal()).contains("array \"optimizer0\" has shape [4], needed [3]");
    rewrite(arrays -> arrays.put("position", NumpyArray.of(Shape.of(6), new long[6])));
    assertThat(refusal()).contains("array \"position\" has shape [6], needed [7]");
    rewrite(arrays -> arrays.put("metrics", NumpyArray.of(Shape.of(2, 8), new double[16])));
    assertThat(refusal()).contains("array \"metrics\" has shape [2, 8], needed [2, 7]");
    rewrite(arrays -> arrays.put("position", NumpyArray.of(Shape.of(7), new float[7])));
    assertThat(refusal()).contains("float32");
  }
}
