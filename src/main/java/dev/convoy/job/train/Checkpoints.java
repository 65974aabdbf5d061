package dev.convoy.job.train;

import dev.convoy.job.sum.LossSum;
import dev.convoy.report.curves.EpochMetrics;
import dev.convoy.store.FileFolder;
import dev.convoy.store.StoreException;
import dev.convoy.store.WholeFile;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The checkpoints of a training: one NumPy archive that holds weights, optimizer state, position
 * and metrics, and says of which training it is. A new one is written whole under its own name
 * before the old one goes, so at any moment there is one to go on from.
 */
final class Checkpoints {
  private static final String PREFIX = "step-";
  private static final String SUFFIX = ".npz";
  private static final String REMEDY =
      "bring back the one that was written, or set overwrite: true to start anew";
  private static final int POSITION = 7;
  private static final int METRICS = 7;

  private final FileFolder folder;
  private final TrainIdentity identity;

  Checkpoints(FileFolder folder, TrainIdentity identity) {
    this.folder = folder;
    this.identity = identity;
  }

  /** Writes the state, then removes older checkpoints. */
  void write(TrainState state) {
    String name = String.format(Locale.ROOT, "%s%012d%s", PREFIX, state.stepsDone(), SUFFIX);
    folder.file(name).write(arrays(state));
    for (String old : names()) {
      if (!old.equals(name)) {
        folder.file(old).remove();
      }
    }
  }

  private Map<String, NumpyArray> arrays(TrainState state) {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("identity", text(identity.text()));
    arrays.put("weights", floats(state.weights()));
    for (int i = 0; i < state.optimizerState().length; i++) {
      arrays.put("optimizer" + i, floats(state.optimizerState()[i]));
    }
    StepStory seen = state.seen();
    long[] position = {
      state.examples(),
      state.epoch(),
      state.step(),
      state.stepsDone(),
      seen.images(),
      seen.correct(),
      seen.loss().units()
    };
    arrays.put("position", NumpyArray.of(Shape.of(POSITION), position));
    double[] metrics = new double[state.metrics().size() * METRICS];
    for (int i = 0; i < state.metrics().size(); i++) {
      EpochMetrics m = state.metrics().get(i);
      int at = i * METRICS;
      metrics[at] = m.epoch();
      metrics[at + 1] = m.trainLoss();
      metrics[at + 2] = m.trainAccuracy();
      metrics[at + 3] = m.testLoss();
      metrics[at + 4] = m.testAccuracy();
      metrics[at + 5] = m.learningRate();
      metrics[at + 6] = m.images();
    }
    arrays.put("metrics", NumpyArray.of(Shape.of(state.metrics().size(), METRICS), metrics));
    return arrays;
  }

  private static NumpyArray floats(float[] values) {
    return NumpyArray.of(Shape.of(values.length), values);
  }

  private static NumpyArray text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return NumpyArray.of(Shape.of(bytes.length), bytes);
  }

  /** Whether there is any. */
  boolean exist() {
    return !names().isEmpty();
  }

  private List<String> names() {
    return folder.names().stream()
        .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
        .sorted()
        .toList();
  }

  /**
   * The state to go on from; empty if there is none.
   *
   * @throws StoreException if it cannot be read, or is that of another training
   */
  Optional<TrainState> newest(int weightCount, int stateCount) {
    List<String> names = names();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    WholeFile file = folder.file(names.get(names.size() - 1));
    Map<String, NumpyArray> arrays = read(file);
    try {
      identity.checkSame(
          file.toString(), new String(get(arrays, "identity").bytes(), StandardCharsets.UTF_8));
      return Optional.of(state(arrays, weightCount, stateCount));
    } catch (IllegalArgumentException e) {
      throw new StoreException("checkpoint %s: %s; %s".formatted(file, e.getMessage(), REMEDY), e);
    }
  }

  private static Map<String, NumpyArray> read(WholeFile file) {
    try {
      return file.readArrays();
    } catch (StoreException e) {
      throw new StoreException("checkpoint %s; %s".formatted(e.getMessage(), REMEDY), e);
    }
  }

  private static TrainState state(Map<String, NumpyArray> arrays, int weightCount, int stateCount) {
    float[][] optimizer = new float[stateCount][];
    for (int i = 0; i < stateCount; i++) {
      optimizer[i] = sized(arrays, "optimizer" + i, weightCount);
    }
    long[] position = shaped(arrays, "position", Shape.of(POSITION)).longs();
    int epochCount = get(arrays, "metrics").shape().length() / METRICS;
    double[] metrics = shaped(arrays, "metrics", Shape.of(epochCount, METRICS)).doubles();
    List<EpochMetrics> epochs = new ArrayList<>();
    for (int at = 0; at < metrics.length; at += METRICS) {
      epochs.add(
          new EpochMetrics(
              (int) metrics[at],
              metrics[at + 1],
              metrics[at + 2],
              metrics[at + 3],
              metrics[at + 4],
              metrics[at + 5],
              (long) metrics[at + 6]));
    }
    return new TrainState(
        sized(arrays, "weights", weightCount),
        optimizer,
        epochs,
        position[0],
        (int) position[1],
        position[2],
        position[3],
        new StepStory(position[4], position[5], new LossSum(position[6]), 0));
  }

  private static float[] sized(Map<String, NumpyArray> arrays, String name, int count) {
    return shaped(arrays, name, Shape.of(count)).floats();
  }

  private static NumpyArray shaped(Map<String, NumpyArray> arrays, String name, Shape needed) {
    NumpyArray array = get(arrays, name);
    Check.that(
        array.shape().equals(needed),
        "array \"%s\" has shape %s, needed %s",
        name,
        array.shape(),
        needed);
    return array;
  }

  private static NumpyArray get(Map<String, NumpyArray> arrays, String name) {
    NumpyArray array = arrays.get(name);
    Check.that(array != null, "it has no array \"%s\"", name);
    return array;
  }

  /** Removes all; the training is over, or begins anew. */
  void remove() {
    folder.remove();
  }
}
