package dev.convoy.job.backward;

import dev.convoy.network.ParameterLayout;

/**
 * What is told of a gradient.
 *
 * @param largest of its numbers' magnitudes
 * @param norm the root of the sum of their squares
 */
record ArrayStatistics(double mean, double largest, double norm) {
  static ArrayStatistics of(float[] sums, ParameterLayout.Entry entry) {
    double sum = 0;
    double largest = 0;
    double squares = 0;
    for (int i = entry.at(); i < entry.end(); i++) {
      sum += sums[i];
      largest = Math.max(largest, Math.abs(sums[i]));
      squares += (double) sums[i] * sums[i];
    }
    return new ArrayStatistics(sum / entry.shape().count(), largest, Math.sqrt(squares));
  }
}
