package dev.convoy.job.train;

import dev.convoy.job.input.ExampleSource;
import dev.convoy.network.Network;
import dev.convoy.store.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that decides what comes out of a training, in words: two trainings with the same identity
 * give the same weights. A checkpoint carries it.
 */
final class TrainIdentity {
  private static final String NETWORK = "network";
  private static final int SHORT = 12;

  private final Map<String, String> parts;

  private TrainIdentity(Map<String, String> parts) {
    this.parts = parts;
  }

  static TrainIdentity of(
      Network network,
      String preprocess,
      String lossNode,
      TrainJob.Sources sources,
      long maxPixels,
      TrainSettings settings) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(NETWORK, network.name() + " " + network.fingerprint());
    parts.put("input", sources.input().describe());
    parts.put(
        "evaluate",
        sources.test().stream().map(ExampleSource::describe).findFirst().orElse("none"));
    parts.put("labels", sources.labels());
    parts.put("preprocess", preprocess);
    parts.put("maxPixels", String.valueOf(maxPixels));
    parts.put("lossNode", lossNode);
    parts.put("optimizer", settings.optimizer() + ", learningRate " + settings.learningRate());
    parts.put("schedule", settings.schedule().toString());
    parts.put("epochs", String.valueOf(settings.epochs()));
    parts.put("batchSize", String.valueOf(settings.batchSize()));
    parts.put("blockSize", String.valueOf(settings.blockSize()));
    parts.put("seed", String.valueOf(settings.seed()));
    return new TrainIdentity(parts);
  }

  /** One line for each part. */
  String text() {
    StringBuilder text = new StringBuilder();
    parts.forEach(
        (key, value) ->
            text.append(key).append(": ").append(value.replace('\n', ' ')).append('\n'));
    return text.toString();
  }

  /**
   * Throws unless {@code other} is the identity of this very training.
   *
   * @param checkpoint where it was found
   */
  void checkSame(String checkpoint, String other) {
    Map<String, String> found = new LinkedHashMap<>();
    other
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(": ");
              if (colon > 0) {
                found.put(line.substring(0, colon), line.substring(colon + 2));
              }
            });
    for (Map.Entry<String, String> part : parts.entrySet()) {
      String there = found.getOrDefault(part.getKey(), "nothing");
      String here = part.getValue().replace('\n', ' ');
      if (!there.equals(here)) {
        String what =
            part.getKey().equals(NETWORK)
                ? "was made by network %s, this job names %s"
                    .formatted(shortened(there), shortened(here))
                : "was made with %s %s, this job says %s".formatted(part.getKey(), there, here);
        throw new StoreException(
            "checkpoint %s: %s; set it back to go on, or set overwrite: true to start anew"
                .formatted(checkpoint, what));
      }
    }
  }

  /** {@code name fingerprint} with the name in quotes and the fingerprint's first digits. */
  private static String shortened(String network) {
    int space = network.lastIndexOf(' ');
    if (space < 0) {
      return network;
    }
    String fingerprint = network.substring(space + 1);
    return "\""
        + network.substring(0, space)
        + "\" "
        + fingerprint.substring(0, Math.min(SHORT, fingerprint.length()));
  }
}
