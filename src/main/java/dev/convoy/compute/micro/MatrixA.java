package dev.convoy.compute.micro;

/**
 * The left matrix of a product, read where it lies: its element in row i and depth k is {@code
 * data[at + rowAt[i] + depthAt[k]]}.
 *
 * <p>That is enough for all of them. A plain matrix has {@code rowAt[i] = i * lda} and {@code
 * depthAt[k] = k}; a transposed one has them the other way round; the patches of a convolution
 * begin at an output pixel's first input ({@code rowAt}) and reach from there to each tap and
 * channel ({@code depthAt}).
 *
 * <p>Where the depth advances by one distance for long runs, as it does through the channels of a
 * pixel, the micro-kernel needs to look up only where a run begins ({@link #isStepped}).
 *
 * @param data floats, of which only the elements are read
 * @param at where the element (0, 0) lies, if both tables begin with 0
 * @param rowAt offset of each row
 * @param depthAt offset of each step of the depth
 * @param depthStep what {@code depthAt} advances by within a run
 * @param run length of the runs; every run begins at a multiple of it
 */
public record MatrixA(float[] data, int at, int[] rowAt, int[] depthAt, int depthStep, int run) {
  /** Shorter runs cost more to begin than to look up every step. */
  private static final int SHORTEST_RUN = 32;

  /**
   * Whether products are cut at the ends of runs, so that one call of the micro-kernel advances by
   * {@link #depthStep} alone.
   */
  public boolean isStepped() {
    return run >= SHORTEST_RUN;
  }

  /** The same tables for other floats. */
  public MatrixA of(float[] other, int otherAt) {
    return new MatrixA(other, otherAt, rowAt, depthAt, depthStep, run);
  }
}
