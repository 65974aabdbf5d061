package dev.convoy.job.verify;

import java.io.Serializable;

/**
 * How one case went on one executor. Errors are relative to the largest value; NaN means that the
 * case has no such column, or the JVM no such kernels.
 *
 * @param name of the case
 * @param published error of the float64 reference against the notebook's printed value
 * @param scalar largest error of the scalar kernels against the reference
 * @param vector the same of the vector kernels
 * @param bits hash of the scalar kernels' output, to compare executors; 0 without kernels
 * @param sameBits whether both kernels gave the same bits
 */
record CaseResult(
    String name, double published, double scalar, double vector, int bits, boolean sameBits)
    implements Serializable {
  /** Of float64 sums in another order than numpy's, and of values printed to 12 digits. */
  static final double PUBLISHED_LIMIT = 1e-11;

  /** Of float32 sums of up to a few thousand products. */
  static final double KERNEL_LIMIT = 1e-5;

  boolean passed() {
    return sameBits
        && within(published, PUBLISHED_LIMIT)
        && within(scalar, KERNEL_LIMIT)
        && within(vector, KERNEL_LIMIT);
  }

  private static boolean within(double error, double limit) {
    return Double.isNaN(error) || error <= limit;
  }
}
