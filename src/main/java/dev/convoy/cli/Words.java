package dev.convoy.cli;

import java.time.Duration;
import java.util.Locale;

/** Counts and durations as a person reads them; the same in every locale. */
final class Words {
  private static final double MINUTE_SECONDS = 59.95; // from here on it would print 60.0
  private static final double HOUR_SECONDS = 3600;

  private Words() {}

  /** {@code 1,000}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 2.1 s}, {@code 3 min 12 s}, {@code 1 h 04 min}. */
  static String duration(Duration duration) {
    double seconds = duration.toMillis() / 1e3;
    if (seconds < MINUTE_SECONDS) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < HOUR_SECONDS) {
      return String.format(
          Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
    }
    return String.format(
        Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart());
  }

  /** {@code 476 images/s}, with one digit after the point below 10. */
  static String rate(long imageCount, Duration duration) {
    double perSecond = imageCount / Math.max(duration.toNanos() / 1e9, 1e-3);
    return String.format(
        Locale.ROOT, perSecond < 9.95 ? "%.1f images/s" : "%,.0f images/s", perSecond);
  }
}
