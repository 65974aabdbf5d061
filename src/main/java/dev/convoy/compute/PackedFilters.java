package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
 * <p>Packed at the first use and then only read, by any number of threads: filters that no run
 * needs take no memory.
 */
public final class PackedFilters {
  private final int matrices;
  private final int depth;
  private final int columns;
  private final int nr;
  private final int packedColumns;
  private final int size;
  private volatile float @Nullable [] panels;
  private @Nullable BiConsumer<PackedFilters, float[]> values; // guarded by this; null once packed

  private PackedFilters(
      int matrices,
      int depth,
      int columns,
      int nr,
      int packedColumns,
      BiConsumer<PackedFilters, float[]> values) {
    long floats = (long) matrices * packedColumns * depth;
    Check.that(floats < Integer.MAX_VALUE, "filters of %s floats exceed one array", floats);
    this.size = (int) floats;
    this.matrices = matrices;
    this.depth = depth;
    this.columns = columns;
    this.nr = nr;
    this.packedColumns = packedColumns;
    this.values = values;
  }

  /**
   * Packs matrices that lie side by side: matrix m owns columns {@code [m * columns, (m + 1) *
   * columns)} of {@code w [depth, matrices * columns]}, which is asked for at the first use.
   */
  static PackedFilters pack(
      int matrices, int depth, int columns, Supplier<float[]> w, MicroKernels kernels) {
    return of(matrices, depth, columns, kernels, (packed, panels) -> packed.copy(w.get(), panels));
  }

  private void copy(float[] w, float[] to) {
    for (int m = 0; m < matrices; m++) {
      for (int panel = 0; panel < panelCount(); panel++) {
        int width = Math.min(nr, columns - panel * nr);
        int from = m * columns + panel * nr;
        for (int k = 0; k < depth; k++) {
          System.arraycopy(w, k * matrices * columns + from, to, at(m, panel, k), width);
        }
      }
    }
  }

  /**
   * Filters whose values are worked out when they are first needed.
   *
   * @param values sets those that are not 0
   */
  static PackedFilters of(
      int matrices,
      int depth,
      int columns,
      MicroKernels kernels,
      BiConsumer<PackedFilters, float[]> values) {
    return new PackedFilters(
        matrices, depth, columns, kernels.nr(), kernels.wholeLanes(columns), values);
  }

  /** Keeps the rows of {@code w [depth, columns]} whole: one panel, as wide as B. */
  static PackedFilters wholeRows(int depth, int columns, Supplier<float[]> w) {
    return new PackedFilters(
        1,
        depth,
        columns,
        columns,
        columns,
        (packed, panels) -> System.arraycopy(w.get(), 0, panels, 0, panels.length));
  }

  /** Floats of all panels, packed or not yet. */
  public int size() {
    return size;
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
    float[] packed = panels;
    return packed != null ? packed : pack();
  }

  private synchronized float[] pack() {
    float[] packed = panels;
    if (packed == null) {
      BiConsumer<PackedFilters, float[]> from = Objects.requireNonNull(values);
      packed = new float[size];
      from.accept(this, packed);
      values = null; // and what it holds: the plain weights
      panels = packed;
    }
    return packed;
  }

  int depth() {
    return depth;
  }

  /** Where a value stands. */
  int valueAt(int matrix, int k, int column) {
    return at(matrix, column / nr, k) + column % nr;
  }

  /** Where row {@code k} of a panel begins. */
  int at(int matrix, int panel, int k) {
    return (matrix * packedColumns + panel * nr) * depth + k * panelWidth(panel);
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
