package dev.convoy.job.forward;

import dev.convoy.job.ExampleLoader;
import dev.convoy.job.Reject;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.network.Network;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;

/**
 * The batches of a slice, none of which is waited for longer than {@code batchTimeout}. An image
 * that took the better part of that time is rejected, and its batch made again without it; where no
 * single image did, the whole batch is.
 */
final class GuardedBatches implements Closeable {
  static final String TIMEOUT = "timeout";

  private final ExampleSlice slice;
  private final Network network;
  private final ForwardSettings settings;
  private final Configuration conf;
  private final BatchGuard guard;
  private final Map<Integer, Reject> tooSlow = new TreeMap<>();
  private BatchMaker maker;
  private boolean isWorking; // the maker, on the guard's thread

  GuardedBatches(ExampleSlice slice, Network network, ForwardSettings settings, Configuration conf)
      throws IOException {
    this.slice = slice;
    this.network = network;
    this.settings = settings;
    this.conf = conf;
    this.guard = new BatchGuard(settings.batchTimeout());
    this.maker = maker(0);
  }

  private BatchMaker maker(int first) throws IOException {
    return new BatchMaker(slice, first, tooSlow, network, settings, conf);
  }

  /** Makes the next batch; false where no example is left. */
  boolean next() throws IOException {
    while (true) {
      try {
        isWorking = true;
        boolean made = guard.call(maker::make);
        isWorking = false;
        return made;
      } catch (TimeoutException e) {
        BatchMaker.Moment stuck = maker.now(); // before it is interrupted, and goes on
        maker.abandon(); // it may still be at work, in its own thread
        guard.abandon();
        setAside(stuck);
        maker = maker(stuck.first());
      }
    }
  }

  private void setAside(BatchMaker.Moment stuck) throws IOException {
    long own = System.nanoTime() - stuck.sinceNanos();
    boolean one =
        !stuck.stage().equals(BatchMaker.COMPUTE) && own > settings.batchTimeout().toNanos() / 2;
    int from = one ? stuck.last() : stuck.first();
    try (ExampleReader reader = slice.open(conf)) {
      if (reader.peek().isEmpty()) { // nothing is read here, where nothing guards it
        String what = "the example at position %s of the input";
        throw new RunFailure(reason(stuck, what.formatted(slice.first() + stuck.last())));
      }
      if (stuck.stage().equals(ExampleLoader.READ) && reader.readsInSequence()) {
        reader.skip(stuck.last()); // those behind it cannot be had without it
        throw new RunFailure(reason(stuck, reader.peek().orElseThrow().path()));
      }
      reader.skip(from);
      String first = "";
      for (int at = from; at <= stuck.last(); at++) {
        Example example = reader.peek().orElseThrow();
        first = first.isEmpty() ? example.path() : first;
        String what =
            one
                ? example.path()
                : "a batch of %d images, %s and those after it"
                    .formatted(stuck.last() - from + 1, first);
        Reject slow = Reject.of(example, at, TIMEOUT, reason(stuck, what));
        tooSlow.putIfAbsent(at, slow);
        reader.skip(1);
      }
    }
  }

  private String reason(BatchMaker.Moment stuck, String what) {
    String verb = stuck.stage().equals(ExampleLoader.READ) ? "read" : stuck.stage();
    return "%s took over %s s to %s (batchTimeout)"
        .formatted(what, settings.batchTimeout().toMillis() / 1e3, verb);
  }

  /** The batch. */
  BatchMaker batch() {
    return maker;
  }

  Map<String, Long> times() {
    return new LinkedHashMap<>(maker.times());
  }

  @Override
  public void close() throws IOException {
    if (isWorking) { // the task was ended: who reads closes, since it may hold a lock
      maker.abandon();
    }
    guard.close();
    maker.close();
  }
}
