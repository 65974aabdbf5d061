package dev.convoy.compute.micro;

/**
 * Micro-kernels in plain loops, for JVMs without the vector module and as the oracle of {@link
 * VectorMicroKernels}: same sums in the same order, same bits.
 */
final class ScalarMicroKernels implements MicroKernels {
  private static final int MR = 8;
  private static final int LANES = 8;
  private static final int NR = 128;
  private static final ThreadLocal<Rows> ROWS = ThreadLocal.withInitial(Rows::new);

  /**
   * Rows of the tile and one of B, each an array of its own: C2 of JDK 17 makes vector code of a
   * loop over two arrays only where both are read at the same index.
   */
  private static final class Rows {
    final float[][] c = new float[MR][NR];
    final float[] b = new float[NR];
  }

  private final WinogradTransforms winograd = new ScalarWinogradTransforms();
  private final ChannelKernels channels = new ScalarChannelKernels();

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
    for (int k = 0; k < kc; k++) {
      System.arraycopy(b, bAt + k * columns, scratch.b, 0, columns);
      int at = a.at() + a.depthAt()[depth + k];
      for (int i = 0; i < rows; i++) {
        float factor = a.data()[at + a.rowAt()[row + i]];
        addScaledRow(columns, factor, scratch.b, scratch.c[i]);
      }
    }
    for (int i = 0; i < rows; i++) {
      System.arraycopy(scratch.c[i], 0, c, cAt + i * ldc, columns);
    }
  }

  /** One short counted loop of its own, so that the JIT turns it into vector code. */
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
  public String describe() {
    return "scalar, tile " + MR + " x " + NR;
  }
}
