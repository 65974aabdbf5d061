package dev.convoy.ml;

import dev.convoy.image.BadImageException;
import dev.convoy.image.Channels;
import dev.convoy.image.OpenCvImage;
import dev.convoy.job.ExampleLoader;
import dev.convoy.job.input.Example;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import java.util.Arrays;
import java.util.Set;

/** Runs images through a model on an executor. One thread. */
final class FeatureExtractor {
  private final FeatureModel model;
  private final ExampleLoader loader;
  private final NetworkRunner runner;
  private final long maxPixels;
  private final Channels channels;
  private final int imageFloats;

  /** An extractor of a batch size, with arrays of its own and the weights that all share. */
  FeatureExtractor(FeatureModel model, ExtractorSettings settings) {
    Network network = model.network().value().network();
    this.model = model;
    this.maxPixels = settings.maxPixels();
    this.channels = Channels.of(network.inputShape().c());
    this.loader = new ExampleLoader(model.preprocess(), network.inputShape(), maxPixels);
    this.runner =
        new NetworkRunner(
            network.prepared(settings.kernels()), settings.batchSize(), Set.of(model.tap()));
    this.imageFloats = network.inputShape().length();
  }

  /**
   * Decodes an image into its place in the batch.
   *
   * @param bytes of a JPEG or PNG file
   * @throws BadImageException saying why it cannot be used; the place may be used again
   */
  void load(byte[] bytes, int place) throws BadImageException {
    load(new Example.Encoded(bytes), bytes.length, place);
  }

  /** The same for one that Spark has decoded. */
  void load(OpenCvImage image, int place) throws BadImageException {
    Example.Payload decoded = new Example.Decoded(image.pixels(maxPixels, channels));
    load(decoded, image.data().length, place);
  }

  private void load(Example.Payload payload, long size, int place) throws BadImageException {
    Example example = new Example(0, "", Example.NO_LABEL, size, payload);
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
