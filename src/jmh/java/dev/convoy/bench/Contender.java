package dev.convoy.bench;

import java.util.List;

/** One way to compute a case: set up once, run many times by one thread. */
public interface Contender extends AutoCloseable {
  /** What every {@link #run} needs and is not its work; not timed. */
  default void prepare() {}

  /** The work, timed. */
  void run();

  /** What the last run computed, in Convoy's layouts: NHWC, filters HWIO. */
  List<float[]> outputs();

  @Override
  default void close() {}
}
