package dev.convoy.job.forward;

import dev.convoy.job.input.Example;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import java.util.ArrayList;
import java.util.List;

/** Keeps a task's examples that the report shows, and tells the class that each was found to be. */
final class Sampler {
  private final Network network;
  private final ForwardSettings settings;
  private final List<Sampled> sampled = new ArrayList<>();

  Sampler(Network network, ForwardSettings settings) {
    this.network = network;
    this.settings = settings;
  }

  /** Looks at a batch that has been run. */
  void take(BatchMaker batch) {
    for (int image = 0; image < batch.images().size(); image++) {
      Example example = batch.images().get(image);
      boolean isFull = sampled.size() >= settings.sampling().most();
      if (!isFull && settings.sampling().takes(example.id())) {
        sampled.add(
            new Sampled(
                example.id(),
                batch.places().get(image),
                example.path(),
                example.size(),
                example.label(),
                predicted(batch.runner(), image),
                features(batch.runner(), image)));
      }
    }
  }

  private float[] features(NetworkRunner runner, int image) {
    List<String> taps = settings.sampling().taps();
    float[] features =
        new float[taps.stream().mapToInt(tap -> network.shapeOf(tap).length()).sum()];
    int at = 0;
    for (String tap : taps) {
      int length = network.shapeOf(tap).length();
      System.arraycopy(runner.output(tap), image * length, features, at, length);
      at += length;
    }
    return features;
  }

  /** The class of the largest score, the first where several are; -1 where no tap has scores. */
  int predicted(NetworkRunner runner, int image) {
    if (settings.scores().isEmpty()) {
      return -1;
    }
    float[] scores = runner.output(settings.scores());
    int classes = network.shapeOf(settings.scores()).length();
    int largest = 0;
    for (int i = 1; i < classes; i++) {
      if (scores[image * classes + i] > scores[image * classes + largest]) {
        largest = i;
      }
    }
    return largest;
  }

  List<Sampled> sampled() {
    return sampled;
  }
}
