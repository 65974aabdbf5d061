package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.compute.micro.Taps;
import java.util.Arrays;

/**
 * What one thread needs to compute: its micro-kernels and scratch memory that grows to the largest
 * need and stays. Not thread-safe; every task makes its own.
 */
public final class Workspace {
  /** What a scratch array is for; each has its own, so that none is overwritten by another. */
  enum Scratch {
    PADDED_IMAGE,
    REPEATED_CHANNELS,
    B_PANEL,
    C_TILE,
    C_START,
    ZEROS,
    WINOGRAD_INPUT,
    WINOGRAD_OUTPUT,
    WINOGRAD_PASS,
    WINOGRAD_TILE,
    WIDE_ROWS,
    EXPONENTIALS,
    RESIZED_ROW,
    REACHED_IMAGES,
    REDUCED,
    GRADIENT_LEFT,
    NORM_FACTORS,
    NORM_OFFSETS,
    WINOGRAD_SUMS
  }

  /** The tables of a {@link dev.convoy.compute.micro.MatrixA}. */
  enum Table {
    ROW_AT,
    DEPTH_AT
  }

  private final MicroKernels kernels;
  private final float[][] scratch = new float[Scratch.values().length][0];
  private final int[][] tables = new int[Table.values().length][0];
  private double[] doubles = new double[0];
  private final Taps taps = new Taps();

  public Workspace(MicroKernels kernels) {
    this.kernels = kernels;
  }

  public MicroKernels kernels() {
    return kernels;
  }

  /** Scratch of at least {@code count} floats with any contents. */
  float[] floats(Scratch use, int count) {
    float[] present = scratch[use.ordinal()];
    if (present.length < count) {
      present = new float[count];
      scratch[use.ordinal()] = present;
    }
    return present;
  }

  /** At least {@code count} zeros, only to be read. */
  float[] zeros(int count) {
    return floats(Scratch.ZEROS, count);
  }

  /** Room for the taps of one window at a time. */
  Taps taps() {
    return taps;
  }

  /** At least {@code count} numbers with any contents. */
  int[] ints(Table use, int count) {
    int[] present = tables[use.ordinal()];
    if (present.length < count) {
      present = new int[count];
      tables[use.ordinal()] = present;
    }
    return present;
  }

  /** Scratch of at least {@code count} doubles with any contents, for one operator at a time. */
  double[] doubles(int count) {
    if (doubles.length < count) {
      doubles = new double[count];
    }
    return doubles;
  }

  /** Numbers as large as floats of all scratch that there is; a double counts as two. */
  public long allocatedFloats() {
    long floats = Arrays.stream(scratch).mapToLong(array -> array.length).sum();
    long ints = Arrays.stream(tables).mapToLong(table -> table.length).sum();
    return floats + ints + 2L * doubles.length;
  }
}
