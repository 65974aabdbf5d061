package dev.convoy.report.html;

import java.util.Locale;

/** How numbers are written in a report. */
final class Words {
  private static final double KILO = 1e3;

  private Words() {}

  static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** {@code 12.5 %}; less than a thousandth is said so. */
  static String percent(double share) {
    return share > 0 && share < 1e-3 ? "< 0.1 %" : number("%.1f %%", 100 * share);
  }

  /** {@code 0.042 s}, {@code 3.1 s}, {@code 4 min 10 s}, {@code 2 h 5 min}. */
  static String seconds(double seconds) {
    if (seconds < 1) {
      return number("%.3f s", seconds);
    }
    if (seconds < 60) {
      return number("%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  /** {@code 812 bytes}, {@code 3.2 kB}, {@code 1.5 MB}; a size that is not known is said so. */
  static String bytes(long bytes) {
    if (bytes < 0) {
      return "size unknown";
    }
    if (bytes < KILO) {
      return bytes + " bytes";
    }
    return bytes < KILO * KILO
        ? number("%.1f kB", bytes / KILO)
        : number("%,.1f MB", bytes / (KILO * KILO));
  }
}
