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
    int c1At = cAt + ldc;
    int c2At = c1At + ldc;
    int c3At = c2At + ldc;
    int c4At = c3At + ldc;
    int c5At = c4At + ldc;
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
    int a2 = 2 * aRowStride;
    int a3 = 3 * aRowStride;
    int a4 = 4 * aRowStride;
    int a5 = 5 * aRowStride;
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
      FloatVector row1 = FloatVector.broadcast(SPECIES, a[p + aRowStride]);
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
