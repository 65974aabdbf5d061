package dev.convoy.compute.micro;

/**
 * Micro-kernels in plain loops, for JVMs without the vector module and as the oracle of {@link
 * VectorMicroKernels}: same sums in the same order, same bits.
 */
final class ScalarMicroKernels implements MicroKernels {
  private static final int MR = 4;
  private static final int NR = 32;

  @Override
  public int mr() {
    return MR;
  }

  @Override
  public int nr() {
    return NR;
  }

  @Override
  public void gemmTile(
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
      int ldc) {
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < kc; k++) {
        float factor = a[aAt + i * aRowStride + k * aDepthStride];
        addScaledRow(columns, factor, b, bAt + k * NR, c, cAt + i * ldc);
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
  public String describe() {
    return "scalar, tile " + MR + " x " + NR;
  }
}
