package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * A matrix B, or one for each channel group, copied into panels of {@code nr} columns as the
 * micro-kernels read it.
 *
 * <pre>
 *   B [depth, columns]                    panels
 *   +--------+--------+-----+             panel 0: row 0, row 1, ... row depth - 1, nr floats each
 *   | panel0 | panel1 | pan2|    ---&gt;     panel 1: ...
 *   +--------+--------+-----+             panel 2: its missing columns are zeros
 * </pre>
 *
 * <p>Packed once and then only read, by any number of threads.
 */
public final class PackedFilters {
  private final int groups;
  private final int depth;
  private final int columns;
  private final int nr;
  private final float[] panels;

  private PackedFilters(int groups, int depth, int columns, int nr, float[] panels) {
    this.groups = groups;
    this.depth = depth;
    this.columns = columns;
    this.nr = nr;
    this.panels = panels;
  }

  /**
   * Packs a matrix whose column groups belong to channel groups: group g owns columns {@code [g *
   * columns, (g + 1) * columns)} of {@code w [depth, groups * columns]}.
   */
  static PackedFilters pack(int groups, int depth, int columns, float[] w, MicroKernels kernels) {
    int nr = kernels.nr();
    long size = (long) groups * panelCount(columns, nr) * depth * nr;
    Check.that(size < Integer.MAX_VALUE, "filters of %s floats exceed one array", size);
    float[] panels = new float[(int) size];
    int at = 0;
    for (int group = 0; group < groups; group++) {
      for (int column = 0; column < columns; column += nr) {
        int width = Math.min(nr, columns - column);
        for (int k = 0; k < depth; k++) {
          System.arraycopy(w, k * groups * columns + group * columns + column, panels, at, width);
          at += nr;
        }
      }
    }
    return new PackedFilters(groups, depth, columns, nr, panels);
  }

  /** Keeps the rows of {@code w [depth, columns]} whole: one panel, as wide as B. */
  static PackedFilters wholeRows(int depth, int columns, float[] w) {
    return new PackedFilters(1, depth, columns, columns, Arrays.copyOf(w, depth * columns));
  }

  private static int panelCount(int columns, int nr) {
    return (columns + nr - 1) / nr;
  }

  /** Rows of B: the length of each sum. */
  int depth() {
    return depth;
  }

  /** Columns of B in one group. */
  int columns() {
    return columns;
  }

  /** Panels of one group. */
  int panelCount() {
    return panelCount(columns, nr);
  }

  float[] panels() {
    return panels;
  }

  /** Where row {@code k} of a panel begins. */
  int at(int group, int panel, int k) {
    return ((group * panelCount() + panel) * depth + k) * nr;
  }

  void checkFits(String what, int groupsNeeded, int depthNeeded, int columnsNeeded, int nrNeeded) {
    Check.that(
        depth == depthNeeded && columns == columnsNeeded,
        "%s: packed filters are %s x %s, needs %s x %s",
        what,
        depth,
        columns,
        depthNeeded,
        columnsNeeded);
    Check.that(
        groups == groupsNeeded,
        "%s: packed filters are of %s groups, needs %s",
        what,
        groups,
        groupsNeeded);
    Check.that(
        nr == nrNeeded,
        "%s: filters packed for panels of %s columns, the kernels take %s",
        what,
        nr,
        nrNeeded);
  }
}
