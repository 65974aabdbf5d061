package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;

/**
 * Runs the micro-kernel along the rows of C: in place where the columns fill a register tile or
 * half of one, otherwise through a scratch tile, so that the micro-kernel sees no other edge.
 */
final class TileLoop {
  private TileLoop() {}

  /**
   * Adds to {@code rows} rows of C the product of as many rows of A with one panel of B, for a run
   * of the depth.
   *
   * <pre>
   *   c[cAt + i * ldc + j] += sum over k of a[aAt + i * aRowStride + k * aDepthStride] * b[bAt + k * nr + j]
   *   0 &lt;= i &lt; rows,  0 &lt;= j &lt; columns &lt;= nr,  0 &lt;= k &lt; kc
   * </pre>
   */
  static void add(
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
      int ldc,
      Workspace ws) {
    MicroKernels kernels = ws.kernels();
    int mr = kernels.mr();
    boolean inPlace = columns == kernels.nr() || 2 * columns == kernels.nr();
    for (int i = 0; i < rows; i += mr) {
      int high = Math.min(mr, rows - i);
      int stripAt = aAt + i * aRowStride;
      int tileAt = cAt + i * ldc;
      if (inPlace) {
        kernels.gemmTile(
            high, columns, kc, a, stripAt, aRowStride, aDepthStride, b, bAt, c, tileAt, ldc);
      } else {
        addNarrow(
            high, columns, kc, a, stripAt, aRowStride, aDepthStride, b, bAt, c, tileAt, ldc, ws);
      }
    }
  }

  /** Columns that fill neither a tile nor half of one are added to a copy of C. */
  private static void addNarrow(
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
      int ldc,
      Workspace ws) {
    MicroKernels kernels = ws.kernels();
    int nr = kernels.nr();
    int wide = 2 * columns < nr ? nr / 2 : nr;
    float[] tile = ws.floats(Workspace.Scratch.C_TILE, kernels.mr() * nr);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(c, cAt + i * ldc, tile, i * nr, columns);
    }
    kernels.gemmTile(rows, wide, kc, a, aAt, aRowStride, aDepthStride, b, bAt, tile, 0, nr);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(tile, i * nr, c, cAt + i * ldc, columns);
    }
  }
}
