package dev.convoy.compute.micro;

/**
 * Micro-kernels in plain loops, for JVMs without the vector module and as the oracle of {@link
 * VectorMicroKernels}: same sums in the same order, same bits.
 */
final class ScalarMicroKernels implements MicroKernels {
  private static final int MR = 4;
  private static final int LANES = 8;
  private static final int NR = 32;

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
    for (int i = 0; i < rows; i++) {
      int toAt = cAt + i * ldc;
      System.arraycopy(from, fromAt + i * ldFrom, c, toAt, columns);
      int rowAt = a.at() + a.rowAt()[row + i];
      for (int k = 0; k < kc; k++) {
        float factor = a.data()[rowAt + a.depthAt()[depth + k]];
        addScaledRow(columns, factor, b, bAt + k * columns, c, toAt);
      }
    }
  }

  /** One short counted loop of its own, so that the JIT turns it into vector code. */
  private static void addScaledRow(
      int count, float factor, float[] b, int bAt, float[] c, int cAt) {
    for (int j = 0; j < count; j++) {
      c[cAt + j] = Math.fma(factor, b[bAt + j], c[cAt + j]);
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
