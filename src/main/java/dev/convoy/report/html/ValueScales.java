package dev.convoy.report.html;

import java.util.List;

/**
 * The smallest and largest finite value of each map of a tap, over all specimens.
 *
 * @param low one a map
 * @param high one a map
 */
record ValueScales(float[] low, float[] high) {
  /** Of the same tap of several specimens. */
  static ValueScales of(List<TapValues> specimens) {
    int maps = specimens.get(0).maps().length;
    float[] low = new float[maps];
    float[] high = new float[maps];
    for (int m = 0; m < maps; m++) {
      low[m] = Float.POSITIVE_INFINITY;
      high[m] = Float.NEGATIVE_INFINITY;
      for (TapValues values : specimens) {
        for (float value : values.maps()[m]) {
          if (Float.isFinite(value)) {
            low[m] = Math.min(low[m], value);
            high[m] = Math.max(high[m], value);
          }
        }
      }
    }
    return new ValueScales(low, high);
  }

  /** Where a value lies: 0 for the smallest, 1 for the largest, 0 where all are equal. */
  double place(int map, float value) {
    double range = (double) high[map] - low[map];
    return range > 0 ? ((double) value - low[map]) / range : 0;
  }
}
