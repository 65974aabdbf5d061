package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * A matrix B, or several of one size, copied into panels of at most {@code nr} columns as the
 * micro-kernels read them.
 *
 * <pre>
 *   B [depth, columns]                    panels
 *   +--------+--------+-----+             panel 0: row 0, row 1, ... row depth - 1, nr floats each
 *   | panel0 | panel1 | pan2|    ---&gt;     panel 1: ...
 *   +--------+--------+-----+             panel 2: as wide as a multiple of the lanes; the rest is zeros
 * </pre>
 *
 * <p>Packed once and then only read, by any number of threads.
 */
public final class PackedFilters {
  private final int matrices;
  private final int depth;
  private final int columns;
  private final int nr;
  private final int packedColumns;
  private final float[] panels;

  private PackedFilters(
      int matrices, int depth, int columns, int nr, int packedColumns, float[] panels) {
    this.matrices = matrices;
    this.depth = depth;
    this.columns = columns;
    this.nr = nr;
    this.packedColumns = packedColumns;
    this.panels = panels;
  }

  /**
   * Packs matrices that lie side by side: matrix m owns columns {@code [m * columns, (m + 1) *
   * columns)} of {@code w [depth, matrices * columns]}.
   */
  static PackedFilters pack(int matrices, int depth, int columns, float[] w, MicroKernels kernels) {
    PackedFilters packed = empty(matrices, depth, columns, kernels);
    for (int m = 0; m < matrices; m++) {
      for (int panel = 0; panel < packed.panelCount(); panel++) {
        int width = Math.min(packed.nr, columns - panel * packed.nr);
        int from = m * columns + panel * packed.nr;
        for (int k = 0; k < depth; k++) {
          int at = packed.at(m, panel, k);
          System.arraycopy(w, k * matrices * columns + from, packed.panels, at, width);
        }
      }
    }
    return packed;
  }

  /** Panels of zeros, to be {@link #set}. */
  static PackedFilters empty(int matrices, int depth, int columns, MicroKernels kernels) {
    int packedColumns = kernels.wholeLanes(columns);
    long size = (long) matrices * packedColumns * depth;
    Check.that(size < Integer.MAX_VALUE, "filters of %s floats exceed one array", size);
    return new PackedFilters(
        matrices, depth, columns, kernels.nr(), packedColumns, new float[(int) size]);
  }

  /** Keeps the rows of {@code w [depth, columns]} whole: one panel, as wide as B. */
  static PackedFilters wholeRows(int depth, int columns, float[] w) {
    float[] rows = Arrays.copyOf(w, depth * columns);
    return new PackedFilters(1, depth, columns, columns, columns, rows);
  }

  /** Columns of one matrix. */
  int columns() {
    return columns;
  }

  /** Panels of one matrix. */
  int panelCount() {
    return (columns + nr - 1) / nr;
  }

  /** Columns of a panel in memory: {@code nr}, or for the last one what is left, in whole lanes. */
  int panelWidth(int panel) {
    return Math.min(nr, packedColumns - panel * nr);
  }

  float[] panels() {
    return panels;
  }

  /** Where row {@code k} of a panel begins. */
  int at(int matrix, int panel, int k) {
    return (matrix * packedColumns + panel * nr) * depth + k * panelWidth(panel);
  }

  void set(int matrix, int k, int column, float value) {
    panels[at(matrix, column / nr, k) + column % nr] = value;
  }

  void checkFits(
      String what, int matricesNeeded, int depthNeeded, int columnsNeeded, int nrNeeded) {
    Check.that(
        depth == depthNeeded && columns == columnsNeeded,
        "%s: packed filters are %s x %s, needs %s x %s",
        what,
        depth,
        columns,
        depthNeeded,
        columnsNeeded);
    Check.that(
        matrices == matricesNeeded,
        "%s: packed filters are of %s groups, needs %s",
        what,
        matrices,
        matricesNeeded);
    Check.that(
        nr == nrNeeded,
        "%s: filters packed for panels of %s columns, the kernels take %s",
        what,
        nr,
        nrNeeded);
  }
}
