package dev.convoy.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells how long a run took, and how much of that was Spark's start: from the shell to our first
 * line, and from asking for a session to having it.
 */
final class StartClock {
  /** Milliseconds since 1970 at which {@code submit.sh} began to start Java. */
  static final String STARTED = "CONVOY_STARTED_MILLIS";

  private final LongSupplier clock;
  private final long started;
  private final long entered;
  private long begun;
  private long ready;

  /**
   * A clock that has just entered {@code main}.
   *
   * @param clock milliseconds since 1970
   * @param started the moment the user's wait began, by the same clock
   */
  StartClock(LongSupplier clock, long started) {
    this.clock = clock;
    this.entered = clock.getAsLong();
    this.started = Math.min(started, entered);
    this.begun = entered;
    this.ready = entered;
  }

  /** Counts from what submit.sh says; without it, from the start of this JVM. */
  static StartClock of(Map<String, String> environment) {
    String started = environment.getOrDefault(STARTED, "");
    boolean known = !started.isEmpty() && started.length() < 18;
    boolean number = known && started.chars().allMatch(c -> c >= '0' && c <= '9');
    return new StartClock(
        System::currentTimeMillis, number ? Long.parseLong(started) : jvmStarted());
  }

  private static long jvmStarted() {
    return ProcessHandle.current().info().startInstant().orElseGet(Instant::now).toEpochMilli();
  }

  /** The job file is read; a session is asked for. */
  void sparkBegins() {
    begun = clock.getAsLong();
  }

  /** The session is there. */
  void sparkIsReady() {
    ready = clock.getAsLong();
  }

  /** For instance {@code total 8.1 s, of which 4.9 s were Spark's start}. */
  String summary() {
    Duration total = Duration.ofMillis(clock.getAsLong() - started);
    Duration spark = Duration.ofMillis(entered - started + ready - begun);
    return "total "
        + Words.duration(total)
        + ", of which "
        + Words.duration(spark)
        + " were Spark's start";
  }
}
