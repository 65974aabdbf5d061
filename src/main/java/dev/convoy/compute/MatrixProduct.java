package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;
import dev.convoy.compute.micro.MicroKernels;

/**
 * Products of whole matrices through the micro-kernel.
 *
 * <pre>
 *   for each block of rows of A (mc, stays in L2)
 *     for each run of the depth (kc)
 *       for each panel of B (nr columns)
 *         for each register tile of the block (mr rows): one call of the micro-kernel
 * </pre>
 */
final class MatrixProduct {
  private MatrixProduct() {}

  /**
   * Sets {@code c[i, j] = start[i, j] + sum over k of a[i, k] * b[k, j]}.
   *
   * @param c row i begins at {@code cAt + i * ldc}
   * @param after for finished rows; {@link Epilogue#NONE} where rows are not whole pixels
   */
  static void set(
      MatrixA a,
      int rows,
      int depth,
      PackedFilters b,
      int matrix,
      Start start,
      float[] c,
      int cAt,
      int ldc,
      Epilogue after,
      Workspace ws) {
    int mc = Blocking.mc(Blocking.kc(a, depth), b.columns(), ws.kernels().mr());
    for (int row = 0; row < rows; row += mc) {
      int count = Math.min(mc, rows - row);
      int rowAt = cAt + row * ldc;
      setRows(a, row, count, 0, depth, b, matrix, start, c, rowAt, ldc, ws);
      after.apply(c, rowAt, count * ldc);
    }
  }

  /**
   * One block of rows.
   *
   * @param row the first one in A; C has it at {@code cAt}
   * @param bRow the row of B that belongs to the first step of A's depth
   */
  static void setRows(
      MatrixA a,
      int row,
      int rows,
      int bRow,
      int depth,
      PackedFilters b,
      int matrix,
      Start start,
      float[] c,
      int cAt,
      int ldc,
      Workspace ws) {
    int nr = ws.kernels().nr();
    int longest = Blocking.kc(a, depth);
    Start from = start;
    int kc;
    for (int k = 0; k < depth; k += kc) {
      kc = Blocking.kc(a, depth, k, longest);
      for (int panel = 0; panel < b.panelCount(); panel++) {
        int column = panel * nr;
        int columns = Math.min(nr, b.columns() - column);
        int bAt = b.at(matrix, panel, bRow + k);
        int width = b.panelWidth(panel);
        Start at = from.from(column);
        strip(a, row, rows, k, kc, b.panels(), bAt, width, columns, at, c, cAt + column, ldc, ws);
      }
      from = new Start(c, cAt, ldc);
    }
  }

  /**
   * One run of the depth for one panel: register tile after register tile. A panel whose columns
   * fill no whole vectors goes through a tile of its own, so that the micro-kernel writes nothing
   * that is not its own.
   *
   * @param width floats of a panel's row
   * @param columns how many of them are columns of C
   */
  private static void strip(
      MatrixA a,
      int row,
      int rows,
      int depth,
      int kc,
      float[] b,
      int bAt,
      int width,
      int columns,
      Start start,
      float[] c,
      int cAt,
      int ldc,
      Workspace ws) {
    MicroKernels kernels = ws.kernels();
    int mr = kernels.mr();
    for (int i = 0; i < rows; i += mr) {
      int high = Math.min(mr, rows - i);
      int fromAt = start.at() + i * start.ld();
      int tileAt = cAt + i * ldc;
      if (width == columns) {
        kernels.gemmTile(
            a,
            row + i,
            high,
            depth,
            kc,
            b,
            bAt,
            width,
            start.data(),
            fromAt,
            start.ld(),
            c,
            tileAt,
            ldc);
        continue;
      }
      float[] tile = ws.floats(Workspace.Scratch.C_TILE, mr * kernels.nr());
      if (start.ld() == 0) { // one row for all
        float[] first = ws.floats(Workspace.Scratch.C_START, kernels.nr());
        System.arraycopy(start.data(), start.at(), first, 0, columns);
        kernels.gemmTile(a, row + i, high, depth, kc, b, bAt, width, first, 0, 0, tile, 0, width);
      } else {
        copyRows(high, columns, start.data(), fromAt, start.ld(), tile, 0, width);
        kernels.gemmTile(
            a, row + i, high, depth, kc, b, bAt, width, tile, 0, width, tile, 0, width);
      }
      copyRows(high, columns, tile, 0, width, c, tileAt, ldc);
    }
  }

  /**
   * Sets {@code c[i, j] = start[i, j] + sum over k of a[i, k] * b[k, j]} for one panel.
   *
   * @param b row k of the panel begins at {@code bAt + k * width}; C has rows as wide
   */
  static void setPanel(
      MatrixA a,
      int rows,
      int depth,
      float[] b,
      int bAt,
      int width,
      Start start,
      float[] c,
      int cAt,
      Workspace ws) {
    int longest = Blocking.kc(a, depth);
    Start from = start;
    int kc;
    for (int k = 0; k < depth; k += kc) {
      kc = Blocking.kc(a, depth, k, longest);
      strip(a, 0, rows, k, kc, b, bAt + k * width, width, width, from, c, cAt, width, ws);
      from = new Start(c, cAt, width);
    }
  }

  private static void copyRows(
      int rows, int columns, float[] from, int fromAt, int ldFrom, float[] to, int toAt, int ldTo) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(from, fromAt + i * ldFrom, to, toAt + i * ldTo, columns);
    }
  }

  /**
   * Adds {@code c[i, j] += sum over k of a[i, k] * b[k, j]}, where B is not packed: the sum over
   * examples or pixels that a gradient of weights is.
   *
   * @param b row k begins at {@code bAt + k * ldb}
   */
  static void addUnpacked(
      MatrixA a,
      int rows,
      int depth,
      float[] b,
      int bAt,
      int ldb,
      int columns,
      float[] c,
      int cAt,
      int ldc,
      Workspace ws) {
    int nr = ws.kernels().nr();
    int longest = Blocking.kc(a, depth);
    float[] panel = ws.floats(Workspace.Scratch.B_PANEL, longest * nr);
    for (int column = 0; column < columns; column += nr) {
      int own = Math.min(nr, columns - column);
      int width = ws.kernels().wholeLanes(own);
      Start start = new Start(c, cAt + column, ldc);
      int kc;
      for (int k = 0; k < depth; k += kc) {
        kc = Blocking.kc(a, depth, k, longest);
        copyRows(kc, own, b, bAt + k * ldb + column, ldb, panel, 0, width);
        strip(a, 0, rows, k, kc, panel, 0, width, own, start, c, cAt + column, ldc, ws);
      }
    }
  }
}
