package dev.convoy.compute;

import java.util.Arrays;

/** Products of whole matrices through the micro-kernel, cut into panels and runs of the depth. */
final class MatrixProduct {
  /** Longest run of the depth per micro-kernel call: a panel of 2 x 16 lanes then fills 32 KiB. */
  static final int DEPTH_BLOCK = 256;

  private MatrixProduct() {}

  /** Sets every row of {@code y} to the bias, or to zeros. */
  static void fillRows(float[] y, int count, int columns, float[] bias) {
    if (bias.length == 0) {
      Arrays.fill(y, 0, count, 0f);
      return;
    }
    for (int at = 0; at < count; at += columns) {
      System.arraycopy(bias, 0, y, at, columns);
    }
  }

  /** {@code c [rows, columns] += a [rows, depth] * b [depth, columns]}. */
  static void add(int rows, float[] a, int depth, PackedFilters b, float[] c, Workspace ws) {
    int columns = b.columns();
    int nr = ws.kernels().nr();
    for (int panel = 0; panel < b.panelCount(); panel++) {
      int width = Math.min(nr, columns - panel * nr);
      for (int k = 0; k < depth; k += DEPTH_BLOCK) {
        int kc = Math.min(DEPTH_BLOCK, depth - k);
        int panelAt = b.at(0, panel, k);
        TileLoop.add(
            rows, width, kc, a, k, depth, 1, b.panels(), panelAt, c, panel * nr, columns, ws);
      }
    }
  }

  /**
   * {@code c [rows, columns] += transposed(a [depth, rows]) * b [depth, columns]}: the sum over
   * examples or pixels that a gradient of weights is.
   */
  static void addTransposed(
      int depth,
      float[] a,
      int aAt,
      int rows,
      float[] b,
      int bAt,
      int columns,
      float[] c,
      int cAt,
      Workspace ws) {
    int nr = ws.kernels().nr();
    float[] panel = ws.floats(Workspace.Scratch.B_PANEL, DEPTH_BLOCK * nr);
    for (int column = 0; column < columns; column += nr) {
      int width = Math.min(nr, columns - column);
      for (int k = 0; k < depth; k += DEPTH_BLOCK) {
        int kc = Math.min(DEPTH_BLOCK, depth - k);
        packPanel(kc, width, b, bAt + k * columns + column, columns, panel, nr);
        TileLoop.add(
            rows, width, kc, a, aAt + k * rows, 1, rows, panel, 0, c, cAt + column, columns, ws);
      }
    }
  }

  /** Copies {@code width} columns of rows into a panel; what is left of a panel row stays. */
  static void packPanel(int rows, int width, float[] b, int bAt, int ldb, float[] panel, int nr) {
    for (int k = 0; k < rows; k++) {
      System.arraycopy(b, bAt + k * ldb, panel, k * nr, width);
    }
  }
}
