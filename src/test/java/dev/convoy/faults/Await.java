package dev.convoy.faults;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for something that another process does. */
final class Await {
  private static final long POLL_MILLIS = 20;

  private Await() {}

  /** Returns when the condition holds; fails with the message if it does not within the limit. */
  static void until(String failure, Duration limit, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(failure + " within " + limit.toSeconds() + " s");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
