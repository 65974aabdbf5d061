package dev.convoy.compute.micro;

/**
 * The innermost routine: one register tile of a matrix product.
 *
 * <p>Every element of C is one fixed sequence of fused multiply-adds in the order of k, never split
 * across lanes. So all implementations, vector widths and tile sizes give the same bits.
 */
public interface MicroKernels {
  /** Most rows of a register tile: output pixels. */
  int mr();

  /** Most columns of a register tile: output channels, contiguous; a multiple of the lanes. */
  int nr();

  /** Floats of a vector: panels of B are as wide as a multiple of it. */
  int lanes();

  /** So many columns as a panel of B has them in memory: up to the next multiple of the lanes. */
  default int wholeLanes(int columns) {
    return (columns + lanes() - 1) / lanes() * lanes();
  }

  /**
   * Sets a tile of C to what it starts from and the product of a strip of A and a packed panel of
   * B.
   *
   * <pre>
   *   c[cAt + i * ldc + j] = from[fromAt + i * ldFrom + j] + sum over k of a[row + i, depth + k] * b[bAt + k * columns + j]
   *   0 &lt;= i &lt; rows,  0 &lt;= j &lt; columns,  0 &lt;= k &lt; kc
   * </pre>
   *
   * <p>To add, C itself is what it starts from; to begin with a bias, {@code ldFrom} is 0. Offsets
   * and strides are in floats. The caller makes sure that all of it lies inside the arrays, and
   * where A {@link MatrixA#isStepped}, that the steps lie in one of its runs.
   *
   * @param rows 1 to {@link #mr}: the last tile of a matrix may be lower
   * @param columns a multiple of {@link #lanes}, at most {@link #nr}
   */
  void gemmTile(
      MatrixA a,
      int row,
      int rows,
      int depth,
      int kc,
      float[] b,
      int bAt,
      int columns,
      float[] from,
      int fromAt,
      int ldFrom,
      float[] c,
      int cAt,
      int ldc);

  /** The transforms around Winograd's products. */
  WinogradTransforms winograd();

  /** The operators that treat every channel alone. */
  ChannelKernels channels();

  /** Functions of one value. */
  PointwiseKernels pointwise();

  /** Arithmetic on two arrays. */
  ArithmeticKernels arithmetic();

  /** For the log: {@code vector, 512 bit, 16 lanes, tile 4 x 64}. */
  String describe();
}
