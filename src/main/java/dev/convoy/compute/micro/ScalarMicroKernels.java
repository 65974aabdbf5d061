package dev.convoy.compute.micro;

/**
 * Micro-kernels in plain loops, for JVMs without the vector module and as the oracle of {@link
 * VectorMicroKernels}: same sums in the same order, same bits.
 */
final class ScalarMicroKernels implements MicroKernels {
  private static final int MR = 8;
  private static final int LANES = 8;
  private static final int NR = 128;

  /** Steps of the depth that are taken together. */
  private static final int STEPS = 4;

  private static final ThreadLocal<Rows> ROWS = ThreadLocal.withInitial(Rows::new);

  /**
   * Rows of the tile and some of B, each an array of its own: C2 of JDK 17 makes vector code of a
   * loop over two arrays only where both are read at the same index.
   */
  private static final class Rows {
    final float[][] c = new float[MR][NR];
    final float[][] b = new float[STEPS][NR];
  }

  private final WinogradTransforms winograd = new ScalarWinogradTransforms();
  private final ChannelKernels channels = new ScalarChannelKernels();
  private final PointwiseKernels pointwise = new ScalarPointwiseKernels();
  private final ArithmeticKernels arithmetic = new ScalarArithmeticKernels();

  @Override
  public int mr() {
    return MR;
  }

  @Override
  public int nr() {
    return NR;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void gemmTile(
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
      int ldc) {
    Rows scratch = ROWS.get();
    for (int i = 0; i < rows; i++) {
      System.arraycopy(from, fromAt + i * ldFrom, scratch.c[i], 0, columns);
    }
    int k = 0;
    for (; k + STEPS <= kc; k += STEPS) {
      copyRows(STEPS, columns, b, bAt + k * columns, scratch.b);
      for (int i = 0; i < rows; i++) {
        addFourScaledRows(
            columns, a, a.at() + a.rowAt()[row + i], depth + k, scratch, scratch.c[i]);
      }
    }
    for (; k < kc; k++) {
      copyRows(1, columns, b, bAt + k * columns, scratch.b);
      for (int i = 0; i < rows; i++) {
        float factor = a.data()[a.at() + a.rowAt()[row + i] + a.depthAt()[depth + k]];
        addScaledRow(columns, factor, scratch.b[0], scratch.c[i]);
      }
    }
    for (int i = 0; i < rows; i++) {
      System.arraycopy(scratch.c[i], 0, c, cAt + i * ldc, columns);
    }
  }

  private static void copyRows(int rows, int columns, float[] b, int bAt, float[][] to) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(b, bAt + i * columns, to[i], 0, columns);
    }
  }

  private static void addFourScaledRows(
      int columns, MatrixA a, int rowAt, int depth, Rows scratch, float[] c) {
    float[] data = a.data();
    int[] depthAt = a.depthAt();
    addFourScaledRows(
        columns,
        data[rowAt + depthAt[depth]],
        scratch.b[0],
        data[rowAt + depthAt[depth + 1]],
        scratch.b[1],
        data[rowAt + depthAt[depth + 2]],
        scratch.b[2],
        data[rowAt + depthAt[depth + 3]],
        scratch.b[3],
        c);
  }

  /**
   * One short counted loop of its own, so that the JIT turns it into vector code; four steps of the
   * depth, so that C is read and written once for four products.
   */
  private static void addFourScaledRows(
      int count,
      float factor0,
      float[] b0,
      float factor1,
      float[] b1,
      float factor2,
      float[] b2,
      float factor3,
      float[] b3,
      float[] c) {
    for (int j = 0; j < count; j++) {
      float sum = Math.fma(factor1, b1[j], Math.fma(factor0, b0[j], c[j]));
      c[j] = Math.fma(factor3, b3[j], Math.fma(factor2, b2[j], sum));
    }
  }

  private static void addScaledRow(int count, float factor, float[] b, float[] c) {
    for (int j = 0; j < count; j++) {
      c[j] = Math.fma(factor, b[j], c[j]);
    }
  }

  @Override
  public WinogradTransforms winograd() {
    return winograd;
  }

  @Override
  public ChannelKernels channels() {
    return channels;
  }

  @Override
  public PointwiseKernels pointwise() {
    return pointwise;
  }

  @Override
  public ArithmeticKernels arithmetic() {
    return arithmetic;
  }

  @Override
  public String describe() {
    return "scalar, tile " + MR + " x " + NR;
  }
}
