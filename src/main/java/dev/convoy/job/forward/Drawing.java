package dev.convoy.job.forward;

import dev.convoy.network.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which examples a run's report shows: an even choice by their ids, so that it is the same on every
 * cluster.
 *
 * @param every an example is drawn whose id is a multiple of this; 0 for none
 * @param taps whose numbers are kept of it, for maps of features
 */
record Drawing(long every, List<String> taps) implements Serializable {
  static final Drawing NONE = new Drawing(0, List.of());

  private static final long MOST_EXAMPLES = 1_000;
  private static final long MOST_FLOATS = 4 << 20; // of all examples together
  private static final int MOST_TAPS = 3;
  private static final long MOST_TAP_FLOATS = 4_096;

  Drawing {
    taps = new ArrayList<>(taps);
  }

  /** For a run over so many images. */
  static Drawing of(Network network, List<String> taps, long images) {
    List<String> mapped =
        taps.stream()
            .filter(tap -> network.shapeOf(tap).count() > 1)
            .filter(tap -> network.shapeOf(tap).count() <= MOST_TAP_FLOATS)
            .limit(MOST_TAPS)
            .toList();
    long floats = mapped.stream().mapToLong(tap -> network.shapeOf(tap).count()).sum();
    long most = Math.min(MOST_EXAMPLES, MOST_FLOATS / Math.max(1, floats));
    return new Drawing(Math.max(1, (images + most - 1) / most), mapped);
  }

  boolean takes(long id) {
    return every > 0 && id % every == 0;
  }
}
