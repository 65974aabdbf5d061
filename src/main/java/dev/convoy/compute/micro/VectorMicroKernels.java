package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Micro-kernels on the widest float vectors this JVM prefers; twin of {@link ScalarMicroKernels}.
 *
 * <pre>
 *                          NR = 2 * LANES
 *                       +--------+--------+
 *   b panel             |   b0   |   b1   |   kc rows of NR floats
 *                       +--------+--------+
 *   a strip, MR rows    |  c00   |  c01   |   c[i, j] += sum over k of a[i, k] * b[k, j]
 *   that lie where      |  c10   |  c11   |
 *   they lie            |  ...   |  ...   |   registers: 12 sums, 2 of b, 1 of a
 *                       |  c50   |  c51   |
 *                       +--------+--------+
 * </pre>
 *
 * <p>MR = 6 with two vectors a row fits the 16 registers of AVX2 and still gives the 12 independent
 * sums that hide the latency of a fused multiply-add. Source: Goto and van de Geijn 2008, ACM TOMS
 * 34(3).
 */
final class VectorMicroKernels implements MicroKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int MR = 6;
  private static final int NR = 2 * LANES;

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
    if (columns == NR) {
      wholeTile(rows, kc, a, aAt, aRowStride, aDepthStride, b, bAt, c, cAt, ldc);
    } else {
      halfTile(rows, kc, a, aAt, aRowStride, aDepthStride, b, bAt, c, cAt, ldc);
    }
  }

  /**
   * A row that does not exist stands where the last one does: it computes the same sums from the
   * same numbers and stores them once more, which needs no branch and changes nothing.
   */
  private static int row(int i, int rows) {
    return Math.min(i, rows - 1);
  }

  private static void wholeTile(
      int rows,
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
    int c1At = cAt + row(1, rows) * ldc;
    int c2At = cAt + row(2, rows) * ldc;
    int c3At = cAt + row(3, rows) * ldc;
    int c4At = cAt + row(4, rows) * ldc;
    int c5At = cAt + row(5, rows) * ldc;
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cAt);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, c1At);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, c1At + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, c2At);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, c2At + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, c3At);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, c3At + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, c4At);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, c4At + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, c5At);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, c5At + LANES);
    int a1 = row(1, rows) * aRowStride;
    int a2 = row(2, rows) * aRowStride;
    int a3 = row(3, rows) * aRowStride;
    int a4 = row(4, rows) * aRowStride;
    int a5 = row(5, rows) * aRowStride;
    int p = aAt;
    int q = bAt;
    // A while loop with moving offsets: JDK 17 unrolls a counted loop here and spills its sums.
    int end = bAt + kc * NR;
    while (q != end) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector row0 = FloatVector.broadcast(SPECIES, a[p]);
      c00 = row0.fma(b0, c00);
      c01 = row0.fma(b1, c01);
      FloatVector row1 = FloatVector.broadcast(SPECIES, a[p + a1]);
      c10 = row1.fma(b0, c10);
      c11 = row1.fma(b1, c11);
      FloatVector row2 = FloatVector.broadcast(SPECIES, a[p + a2]);
      c20 = row2.fma(b0, c20);
      c21 = row2.fma(b1, c21);
      FloatVector row3 = FloatVector.broadcast(SPECIES, a[p + a3]);
      c30 = row3.fma(b0, c30);
      c31 = row3.fma(b1, c31);
      FloatVector row4 = FloatVector.broadcast(SPECIES, a[p + a4]);
      c40 = row4.fma(b0, c40);
      c41 = row4.fma(b1, c41);
      FloatVector row5 = FloatVector.broadcast(SPECIES, a[p + a5]);
      c50 = row5.fma(b0, c50);
      c51 = row5.fma(b1, c51);
      p += aDepthStride;
      q += NR;
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, c1At);
    c11.intoArray(c, c1At + LANES);
    c20.intoArray(c, c2At);
    c21.intoArray(c, c2At + LANES);
    c30.intoArray(c, c3At);
    c31.intoArray(c, c3At + LANES);
    c40.intoArray(c, c4At);
    c41.intoArray(c, c4At + LANES);
    c50.intoArray(c, c5At);
    c51.intoArray(c, c5At + LANES);
  }

  /** The left vector of each row alone: 6 sums. */
  private static void halfTile(
      int rows,
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
    int c1At = cAt + row(1, rows) * ldc;
    int c2At = cAt + row(2, rows) * ldc;
    int c3At = cAt + row(3, rows) * ldc;
    int c4At = cAt + row(4, rows) * ldc;
    int c5At = cAt + row(5, rows) * ldc;
    FloatVector c0 = FloatVector.fromArray(SPECIES, c, cAt);
    FloatVector c1 = FloatVector.fromArray(SPECIES, c, c1At);
    FloatVector c2 = FloatVector.fromArray(SPECIES, c, c2At);
    FloatVector c3 = FloatVector.fromArray(SPECIES, c, c3At);
    FloatVector c4 = FloatVector.fromArray(SPECIES, c, c4At);
    FloatVector c5 = FloatVector.fromArray(SPECIES, c, c5At);
    int a1 = row(1, rows) * aRowStride;
    int a2 = row(2, rows) * aRowStride;
    int a3 = row(3, rows) * aRowStride;
    int a4 = row(4, rows) * aRowStride;
    int a5 = row(5, rows) * aRowStride;
    int p = aAt;
    int q = bAt;
    int end = bAt + kc * NR;
    while (q != end) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b0, c0);
      c1 = FloatVector.broadcast(SPECIES, a[p + a1]).fma(b0, c1);
      c2 = FloatVector.broadcast(SPECIES, a[p + a2]).fma(b0, c2);
      c3 = FloatVector.broadcast(SPECIES, a[p + a3]).fma(b0, c3);
      c4 = FloatVector.broadcast(SPECIES, a[p + a4]).fma(b0, c4);
      c5 = FloatVector.broadcast(SPECIES, a[p + a5]).fma(b0, c5);
      p += aDepthStride;
      q += NR;
    }
    c0.intoArray(c, cAt);
    c1.intoArray(c, c1At);
    c2.intoArray(c, c2At);
    c3.intoArray(c, c3At);
    c4.intoArray(c, c4At);
    c5.intoArray(c, c5At);
  }

  @Override
  public String describe() {
    return "vector, "
        + SPECIES.vectorBitSize()
        + " bit, "
        + LANES
        + " lanes, tile "
        + MR
        + " x "
        + NR;
  }
}
