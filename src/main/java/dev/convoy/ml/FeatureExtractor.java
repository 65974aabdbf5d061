package dev.convoy.ml;

import dev.convoy.image.BadImageException;
import dev.convoy.job.ExampleLoader;
import dev.convoy.job.input.Example;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import java.util.Arrays;
import java.util.Set;

/** Runs images through a model on an executor. One thread. */
final class FeatureExtractor {
  private static final long MAX_PIXELS = 100_000_000;

  private final FeatureModel model;
  private final ExampleLoader loader;
  private final NetworkRunner runner;
  private final int imageFloats;

  /**
   * An extractor.
   *
   * @param batchSize images that {@link #run} takes at most
   */
  FeatureExtractor(FeatureModel model, int batchSize) {
    Network network = model.network().value().network();
    this.model = model;
    this.loader = new ExampleLoader(model.preprocess(), network.inputShape(), MAX_PIXELS);
    this.runner = new NetworkRunner(network.prepared("auto"), batchSize, Set.of(model.tap()));
    this.imageFloats = network.inputShape().length();
  }

  /**
   * Decodes an image into its place in the batch.
   *
   * @param bytes of a JPEG or PNG file
   * @throws BadImageException saying why it cannot be used; the place may be used again
   */
  void load(byte[] bytes, int place) throws BadImageException {
    Example example =
        new Example(0, "", Example.NO_LABEL, bytes.length, new Example.Encoded(bytes));
    loader.load(example, runner.input(), place * imageFloats);
  }

  /** Runs the first images of the batch. */
  void run(int count) {
    runner.forward(count);
  }

  /** A copy of what the tap gave for an image of the batch. */
  float[] features(int place) {
    float[] all = runner.output(model.tap());
    return Arrays.copyOfRange(all, place * model.length(), (place + 1) * model.length());
  }
}
