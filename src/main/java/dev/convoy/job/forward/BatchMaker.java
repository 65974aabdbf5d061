package dev.convoy.job.forward;

import dev.convoy.image.BadImageException;
import dev.convoy.job.ExampleLoader;
import dev.convoy.job.Reject;
import dev.convoy.job.StepClock;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of a slice: reads examples, decodes them, runs the network. One thread at a
 * time; another may ask {@link #now} what it is at.
 */
final class BatchMaker implements Closeable {
  static final String DECODE = "decode";
  static final String COMPUTE = "compute";

  /**
   * What it is at.
   *
   * @param first the batch's first example, by its place in the slice
   * @param last the example in hand, or the batch's last one
   * @param sinceNanos when it began with that
   */
  record Moment(int first, int last, String stage, long sinceNanos) {}

  private final ForwardSettings settings;
  private final Map<Integer, Reject> tooSlow;
  private final ExampleReader reader;
  private final ExampleLoader loader;
  private @Nullable NetworkRunner runner;
  private final StepClock clock = new StepClock(ExampleLoader.READ, DECODE, COMPUTE);
  private final List<Example> images = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private final List<Reject> rejects = new ArrayList<>();
  private final int imageFloats;
  private int next;
  private volatile Moment now;
  private volatile boolean abandoned;

  /**
   * A maker of the batches from one example on.
   *
   * @param first its place in the slice
   * @param tooSlow examples that are not tried, by their places: they took too long before
   */
  BatchMaker(
      ExampleSlice slice,
      int first,
      Map<Integer, Reject> tooSlow,
      Network network,
      ForwardSettings settings,
      Configuration conf)
      throws IOException {
    this.settings = settings;
    this.tooSlow = tooSlow;
    this.loader =
        new ExampleLoader(settings.preprocess(), network.inputShape(), settings.pictures());
    this.runner =
        new NetworkRunner(
            network.prepared(settings.kernels()), settings.batchSize(), wanted(network, settings));
    this.imageFloats = network.inputShape().length();
    this.next = first;
    this.now = new Moment(first, first, ExampleLoader.READ, System.nanoTime());
    this.reader = slice.open(conf);
    reader.skip(first);
  }

  /** Nodes whose outputs a run reads. */
  static Set<String> wanted(Network network, ForwardSettings settings) {
    Set<String> wanted = new LinkedHashSet<>(settings.taps());
    settings.kept().forEach(tensor -> wanted.addAll(tensor.readsFrom(network)));
    return wanted;
  }

  /** Makes the next batch; false where no example is left. */
  boolean make() throws IOException {
    try {
      return makeNext();
    } finally {
      if (abandoned) {
        reader.close(); // by the thread that read, which may hold a lock on what it reads
      }
    }
  }

  private boolean makeNext() throws IOException {
    images.clear();
    places.clear();
    rejects.clear();
    int first = next;
    clock.step(ExampleLoader.READ);
    while (images.size() < settings.batchSize() && reader.hasNext()) {
      take(first);
    }
    if (!images.isEmpty()) {
      begin(first, next - 1, COMPUTE);
      runner().forward(images.size());
    }
    clock.step("");
    return next > first;
  }

  private void take(int first) throws IOException {
    Reject slow = tooSlow.get(next);
    if (slow != null) {
      rejects.add(slow);
      reader.skip(1);
      next++;
      return;
    }
    begin(first, next, ExampleLoader.READ);
    Example example = reader.next();
    begin(first, next, DECODE);
    try {
      loader.load(example, runner().input(), images.size() * imageFloats);
      images.add(example.withoutPayload());
      places.add(next);
    } catch (BadImageException e) {
      rejects.add(Reject.of(example, next, e.stage(), e.reason()));
    }
    next++;
  }

  private void begin(int first, int last, String stage) {
    clock.step(stage);
    now = new Moment(first, last, stage, System.nanoTime());
  }

  Moment now() {
    return now;
  }

  /** The batch's examples that got through, in order. */
  List<Example> images() {
    return images;
  }

  /** The places in the slice of those. */
  List<Integer> places() {
    return places;
  }

  /** Those that did not. */
  List<Reject> rejects() {
    return rejects;
  }

  /** Which has the batch's outputs. */
  NetworkRunner runner() {
    return Objects.requireNonNull(runner, "abandoned");
  }

  ExampleReader reader() {
    return reader;
  }

  /** Nanoseconds by step; no batch is under way. */
  Map<String, Long> times() {
    return clock.stop();
  }

  /** Lets go of its memory; its thread, should it go on, closes what it reads. */
  void abandon() {
    abandoned = true;
    runner = null;
    images.clear();
  }

  @Override
  public void close() throws IOException {
    if (!abandoned) {
      reader.close();
    }
  }
}
