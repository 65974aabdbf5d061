package dev.convoy.report.curves;

import java.util.stream.DoubleStream;

/**
 * What a vertical axis shows: from {@code low} to {@code high}, its labels written by {@code
 * pattern} (of {@link java.text.DecimalFormat}).
 *
 * <p>XChart tries steps of 1, 2 and 5 until its labels differ and fit, in ten decimals. With steps
 * that vanish there, or labels past 20 characters, it would try for ever. So a range is never much
 * narrower than its values are large, and large values are written with an exponent.
 */
record ValueRange(double low, double high, String pattern) {
  private static final double MARGIN = 0.05; // of the span, above and below
  private static final double FLAT = 1e-4; // of the values: less difference than this is none
  private static final double FLAT_SPAN = 0.1; // of the values, around a flat curve
  private static final double ZERO = 1e-4; // where nothing is larger, all is shown as zero
  private static final double LARGE = 1e5; // labels get an exponent from here on
  private static final double STEP = 0.15; // of the span, at least, between labels
  private static final double STEP_ROUNDS_UP = 0.75; // of a power of ten: from here to the whole

  /**
   * The range of a panel.
   *
   * @param values finite
   * @param highest what they can reach
   */
  static ValueRange around(double[] values, double highest) {
    double min = DoubleStream.of(values).min().orElse(0);
    double max = DoubleStream.of(values).max().orElse(0);
    double size = Math.max(Math.abs(min), Math.abs(max));
    if (size < ZERO) {
      return padded(0, 1);
    }
    if (max - min < FLAT * size) {
      double half = FLAT_SPAN / 2 * size;
      return padded(min - half, Math.min(max + half, highest));
    }
    return padded(min, max);
  }

  private static ValueRange padded(double low, double high) {
    double margin = MARGIN * (high - low);
    boolean large = Math.max(Math.abs(low), Math.abs(high)) >= LARGE;
    return new ValueRange(
        low - margin, high + margin, large ? "0.######E0" : decimals(STEP * (high - low)));
  }

  /** Digits enough to tell labels apart that differ by {@code step}. */
  private static String decimals(double step) {
    int count = (int) -Math.floor(Math.log10(step / STEP_ROUNDS_UP));
    return count <= 0 ? "0" : "0." + "0".repeat(count);
  }
}
