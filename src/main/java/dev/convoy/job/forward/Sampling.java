package dev.convoy.job.forward;

import dev.convoy.network.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which examples a run's report shows: an even choice by their ids, so that it is the same on every
 * cluster. Ids come from anywhere, so they are mixed first, and a task takes no more than its
 * bound.
 *
 * @param every one of so many examples is taken; 0 for none
 * @param most examples of the whole run, about
 * @param taps whose numbers are kept of them, for maps of features
 */
record Sampling(long every, int most, List<String> taps) implements Serializable {
  static final Sampling NONE = new Sampling(0, 0, List.of());

  private static final long MOST_EXAMPLES = 1_000;
  private static final long MOST_FLOATS = 4 << 20; // of all examples together
  private static final int MOST_TAPS = 3;
  private static final long MOST_TAP_FLOATS = 4_096;

  Sampling {
    taps = new ArrayList<>(taps);
  }

  /** For a run over so many images. */
  static Sampling of(Network network, List<String> taps, long images) {
    List<String> mapped =
        taps.stream()
            .filter(tap -> network.shapeOf(tap).count() > 1)
            .filter(tap -> network.shapeOf(tap).count() <= MOST_TAP_FLOATS)
            .limit(MOST_TAPS)
            .toList();
    long floats = mapped.stream().mapToLong(tap -> network.shapeOf(tap).count()).sum();
    long most = Math.min(MOST_EXAMPLES, MOST_FLOATS / Math.max(1, floats));
    return new Sampling(Math.max(1, (images + most - 1) / most), (int) most, mapped);
  }

  boolean takes(long id) {
    return every > 0 && Math.floorMod(mixed(id), every) == 0;
  }

  /**
   * Neighbouring ids far apart.
   *
   * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood 2014, mix64</a>
   */
  private static long mixed(long id) {
    long bits = (id ^ id >>> 30) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ bits >>> 27) * 0x94d049bb133111ebL;
    return bits ^ bits >>> 31;
  }
}
