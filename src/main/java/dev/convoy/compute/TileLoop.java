package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;

/**
 * Runs the micro-kernel along a row of C: whole register tiles in place, what is left over through
 * a scratch tile, so that the micro-kernel never sees an edge.
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
    int wholeRows = columns == kernels.nr() ? rows - rows % mr : 0;
    for (int i = 0; i < wholeRows; i += mr) {
      kernels.gemmTile(
          kc, a, aAt + i * aRowStride, aRowStride, aDepthStride, b, bAt, c, cAt + i * ldc, ldc);
    }
    for (int i = wholeRows; i < rows; i += mr) {
      int rest = Math.min(mr, rows - i);
      addPartial(
          rest,
          columns,
          kc,
          a,
          aAt + i * aRowStride,
          aRowStride,
          aDepthStride,
          b,
          bAt,
          c,
          cAt + i * ldc,
          ldc,
          ws);
    }
  }

  private static void addPartial(
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
    int nr = kernels.nr();
    float[] tile = ws.floats(Workspace.Scratch.C_TILE, mr * nr);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(c, cAt + i * ldc, tile, i * nr, columns);
    }
    long last = aAt + (mr - 1L) * aRowStride + (kc - 1L) * aDepthStride;
    if (last
        < a.length) { // rows past the edge are computed from what lies there and not copied out
      kernels.gemmTile(kc, a, aAt, aRowStride, aDepthStride, b, bAt, tile, 0, nr);
    } else {
      // At the end of A; in the strip the rows past the edge repeat what a former call left.
      float[] strip = ws.floats(Workspace.Scratch.A_STRIP, mr * kc);
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < kc; k++) {
          strip[i * kc + k] = a[aAt + i * aRowStride + k * aDepthStride];
        }
      }
      kernels.gemmTile(kc, strip, 0, kc, 1, b, bAt, tile, 0, nr);
    }
    for (int i = 0; i < rows; i++) {
      System.arraycopy(tile, i * nr, c, cAt + i * ldc, columns);
    }
  }
}
