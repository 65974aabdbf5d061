package dev.convoy.compute.micro;

/**
 * The innermost routine: one register tile of a matrix product.
 *
 * <p>Every element of C is one fixed sequence of fused multiply-adds in the order of k, never split
 * across lanes. So all implementations, vector widths and tile sizes give the same bits.
 */
public interface MicroKernels {
  /** Rows of a register tile: output pixels. */
  int mr();

  /** Columns of a register tile: output channels, contiguous. */
  int nr();

  /**
   * Adds the product of a strip of A and a packed panel of B to a tile of C.
   *
   * <pre>
   *   c[cAt + i * ldc + j] += sum over k of a[aAt + i * aRowStride + k * aDepthStride] * b[bAt + k * nr + j]
   *   0 &lt;= i &lt; rows,  0 &lt;= j &lt; columns,  0 &lt;= k &lt; kc
   * </pre>
   *
   * <p>Offsets and strides are in floats. The caller makes sure that all of it lies inside the
   * arrays.
   *
   * @param rows 1 to {@link #mr}: the last tile of a matrix may be lower
   * @param columns {@link #nr}, or half of it for narrow matrices; the panel is {@code nr} wide
   *     either way
   */
  void gemmTile(
      int rows,
      int columns,
      int kc,
      float[] a,
      int aAt,
      int aRowStride,
      int aDepthStride,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int ldc);

  /** For the log: {@code vector, 512 bit, 16 lanes, tile 6 x 32}. */
  String describe();
}
