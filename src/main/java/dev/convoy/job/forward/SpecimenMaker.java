package dev.convoy.job.forward;

import dev.convoy.image.BadImageException;
import dev.convoy.image.Channels;
import dev.convoy.image.Pixels;
import dev.convoy.job.ExampleLoader;
import dev.convoy.job.PictureDecoder;
import dev.convoy.job.input.Example;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.report.html.Raster;
import dev.convoy.report.html.Specimen;
import dev.convoy.report.html.TapValues;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Runs a few examples through the network, and keeps of each its picture and what it gave. */
final class SpecimenMaker {
  private static final int SIDE = 224; // pixels of a picture's longer side, at most

  private final Network network;
  private final ForwardSettings settings;
  private final ExampleLoader loader;
  private final Map<String, TapSampler> samplers = new LinkedHashMap<>();

  SpecimenMaker(Network network, ForwardSettings settings) {
    this.network = network;
    this.settings = settings;
    this.loader =
        new ExampleLoader(settings.preprocess(), network.inputShape(), settings.pictures());
    settings.taps().forEach(tap -> samplers.put(tap, new TapSampler(tap, network.shapeOf(tap))));
  }

  /**
   * In batches of the run's size, whose memory was planned; what does not get through is left out.
   *
   * @param read gives an example; no more than one is held at a time
   */
  <T> List<Specimen> make(List<T> wanted, Function<T, Optional<Example>> read) {
    List<Specimen> specimens = new ArrayList<>();
    int batch = Math.min(settings.batchSize(), wanted.size());
    if (batch == 0) {
      return specimens;
    }
    NetworkRunner runner =
        new NetworkRunner(network.prepared(settings.kernels()), batch, settings.taps());
    for (int from = 0; from < wanted.size(); from += batch) {
      List<T> some = wanted.subList(from, Math.min(from + batch, wanted.size()));
      specimens.addAll(run(some, read, runner));
    }
    return specimens;
  }

  private <T> List<Specimen> run(
      List<T> wanted, Function<T, Optional<Example>> read, NetworkRunner runner) {
    int floats = network.inputShape().length();
    List<Example> loaded = new ArrayList<>();
    List<Raster> pictures = new ArrayList<>();
    for (T one : wanted) {
      Optional<Example> example = read.apply(one);
      if (example.isEmpty()) {
        continue;
      }
      try {
        int at = loaded.size() * floats;
        loader.load(example.get(), runner.input(), at);
        pictures.add(picture(example.get(), runner.input(), at));
        loaded.add(example.get().withoutPayload());
      } catch (BadImageException e) { // got through before; not worth a word if it does not now
        continue;
      }
    }
    if (loaded.isEmpty()) {
      return List.of();
    }
    runner.forward(loaded.size());
    List<Specimen> specimens = new ArrayList<>();
    for (int image = 0; image < loaded.size(); image++) {
      List<TapValues> taps = new ArrayList<>();
      for (Map.Entry<String, TapSampler> tap : samplers.entrySet()) {
        taps.add(tap.getValue().sample(runner.output(tap.getKey()), loaded.size(), image));
      }
      Example example = loaded.get(image);
      specimens.add(new Specimen(example.path(), example.label(), pictures.get(image), taps));
    }
    return specimens;
  }

  /** As the network saw it: resized and cropped, before its samples became numbers. */
  private Raster picture(Example example, float[] input, int at) throws BadImageException {
    if (example.payload() instanceof Example.Encoded encoded) {
      Channels channels = Channels.of(network.inputShape().c());
      AtomicReference<Pixels> sized = new AtomicReference<>();
      new PictureDecoder(settings.pictures(), channels)
          .decode(encoded.bytes(), pixels -> sized.set(settings.preprocess().sized(pixels)));
      return ExhibitTask.raster(sized.get(), SIDE);
    }
    if (example.payload() instanceof Example.Decoded decoded) {
      return ExhibitTask.raster(settings.preprocess().sized(decoded.pixels()), SIDE);
    }
    return ExhibitTask.raster(
        example.payload() instanceof Example.Sized sized ? sized.pixels() : numbers(input, at),
        SIDE);
  }

  /** Numbers from the smallest to the largest as samples; the first channel where not 3. */
  private Pixels numbers(float[] input, int at) {
    Shape shape = network.inputShape();
    int shown = shape.c() == 3 ? 3 : 1;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < shape.length(); i++) {
      low = Math.min(low, input[at + i]);
      high = Math.max(high, input[at + i]);
    }
    float scale = high > low ? 255 / (high - low) : 0;
    byte[] samples = new byte[shape.h() * shape.w() * shown];
    for (int i = 0; i < samples.length; i++) {
      float value = input[at + i / shown * shape.c() + i % shown];
      samples[i] = (byte) Math.round((value - low) * scale);
    }
    return new Pixels(shape.h(), shape.w(), shown, samples);
  }
}
