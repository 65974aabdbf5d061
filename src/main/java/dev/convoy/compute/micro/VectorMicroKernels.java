package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Micro-kernels on the widest float vectors this JVM prefers; twin of {@link ScalarMicroKernels}.
 *
 * <pre>
 *                      up to 4 * LANES columns
 *                     +------+------+------+------+
 *   b panel           |  b0  |  b1  |  b2  |  b3  |   one row of it for each step of the depth
 *                     +------+------+------+------+
 *   a, 4 rows that    |  c00 |  c01 |  c02 |  c03 |   c[i, j] += a[i, k] * b[k, j]
 *   lie where they    |  c10 |  c11 |  c12 |  c13 |
 *   lie               |  c20 |  c21 |  c22 |  c23 |   registers: 16 sums, 4 of b, 1 of a
 *                     |  c30 |  c31 |  c32 |  c33 |
 *                     +------+------+------+------+
 * </pre>
 *
 * <p>Four vectors a row need 21 registers, of which AVX-512 and NEON have 32; three need 16, which
 * AVX2 has, and are still 12 independent sums, enough to hide the latency of a fused multiply-add.
 * Four rows and not more, since C2 stops inlining where a method holds too many vector operations.
 * Every method is one flat while loop: C2 of JDK 17 keeps its sums in registers in no other form.
 * Source: Goto and van de Geijn 2008, ACM TOMS 34(3).
 */
final class VectorMicroKernels implements MicroKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int VECTORS = LANES >= 16 ? 4 : 3;
  private static final int MR = 8;

  private final WinogradTransforms winograd = new VectorWinogradTransforms();
  private final ChannelKernels channels = new VectorChannelKernels();

  @Override
  public int mr() {
    return MR;
  }

  @Override
  public int nr() {
    return VECTORS * LANES;
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
    if (columns == LANES) {
      oneVector(a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
      return;
    }
    fourRows(a, row, rows, depth, kc, b, bAt, columns, from, fromAt, ldFrom, c, cAt, ldc);
    if (rows > 4) {
      int from4 = fromAt + 4 * ldFrom;
      int c4 = cAt + 4 * ldc;
      fourRows(a, row + 4, rows - 4, depth, kc, b, bAt, columns, from, from4, ldFrom, c, c4, ldc);
    }
  }

  private static void fourRows(
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
    switch (columns / LANES) {
      case 2 -> twoVectors(a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
      case 3 -> threeVectors(a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
      default -> fourVectors(a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
    }
  }

  /**
   * A row that does not exist stands where the last one does: it computes the same sums from the
   * same numbers and stores them once more, which needs no branch and changes nothing.
   */
  private static int row(int i, int rows) {
    return Math.min(i, rows - 1);
  }

  private static void fourVectors(
      MatrixA a,
      int row,
      int rows,
      int depth,
      int kc,
      float[] b,
      int bAt,
      float[] from,
      int fromAt,
      int ldFrom,
      float[] c,
      int cAt,
      int ldc) {
    float[] data = a.data();
    int[] depthAt = a.depthAt();
    int i1 = row(1, rows);
    int i2 = row(2, rows);
    int i3 = row(3, rows);
    int a0 = a.at() + a.rowAt()[row];
    int a1 = a.at() + a.rowAt()[row + i1];
    int a2 = a.at() + a.rowAt()[row + i2];
    int a3 = a.at() + a.rowAt()[row + i3];
    int from1 = fromAt + i1 * ldFrom;
    int from2 = fromAt + i2 * ldFrom;
    int from3 = fromAt + i3 * ldFrom;
    FloatVector c00 = FloatVector.fromArray(SPECIES, from, fromAt);
    FloatVector c01 = FloatVector.fromArray(SPECIES, from, fromAt + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES);
    FloatVector c03 = FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, from, from1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, from, from1 + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, from, from1 + 2 * LANES);
    FloatVector c13 = FloatVector.fromArray(SPECIES, from, from1 + 3 * LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, from, from2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, from, from2 + LANES);
    FloatVector c22 = FloatVector.fromArray(SPECIES, from, from2 + 2 * LANES);
    FloatVector c23 = FloatVector.fromArray(SPECIES, from, from2 + 3 * LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, from, from3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, from, from3 + LANES);
    FloatVector c32 = FloatVector.fromArray(SPECIES, from, from3 + 2 * LANES);
    FloatVector c33 = FloatVector.fromArray(SPECIES, from, from3 + 3 * LANES);
    int q = bAt;
    int d = depth;
    int end = depth + kc;
    while (d != end) {
      int p = depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + 3 * LANES);
      FloatVector row0 = FloatVector.broadcast(SPECIES, data[p + a0]);
      c00 = row0.fma(b0, c00);
      c01 = row0.fma(b1, c01);
      c02 = row0.fma(b2, c02);
      c03 = row0.fma(b3, c03);
      FloatVector row1 = FloatVector.broadcast(SPECIES, data[p + a1]);
      c10 = row1.fma(b0, c10);
      c11 = row1.fma(b1, c11);
      c12 = row1.fma(b2, c12);
      c13 = row1.fma(b3, c13);
      FloatVector row2 = FloatVector.broadcast(SPECIES, data[p + a2]);
      c20 = row2.fma(b0, c20);
      c21 = row2.fma(b1, c21);
      c22 = row2.fma(b2, c22);
      c23 = row2.fma(b3, c23);
      FloatVector row3 = FloatVector.broadcast(SPECIES, data[p + a3]);
      c30 = row3.fma(b0, c30);
      c31 = row3.fma(b1, c31);
      c32 = row3.fma(b2, c32);
      c33 = row3.fma(b3, c33);
      d++;
      q += 4 * LANES;
    }
    int to1 = cAt + i1 * ldc;
    int to2 = cAt + i2 * ldc;
    int to3 = cAt + i3 * ldc;
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c02.intoArray(c, cAt + 2 * LANES);
    c03.intoArray(c, cAt + 3 * LANES);
    c10.intoArray(c, to1);
    c11.intoArray(c, to1 + LANES);
    c12.intoArray(c, to1 + 2 * LANES);
    c13.intoArray(c, to1 + 3 * LANES);
    c20.intoArray(c, to2);
    c21.intoArray(c, to2 + LANES);
    c22.intoArray(c, to2 + 2 * LANES);
    c23.intoArray(c, to2 + 3 * LANES);
    c30.intoArray(c, to3);
    c31.intoArray(c, to3 + LANES);
    c32.intoArray(c, to3 + 2 * LANES);
    c33.intoArray(c, to3 + 3 * LANES);
  }

  private static void threeVectors(
      MatrixA a,
      int row,
      int rows,
      int depth,
      int kc,
      float[] b,
      int bAt,
      float[] from,
      int fromAt,
      int ldFrom,
      float[] c,
      int cAt,
      int ldc) {
    float[] data = a.data();
    int[] depthAt = a.depthAt();
    int i1 = row(1, rows);
    int i2 = row(2, rows);
    int i3 = row(3, rows);
    int a0 = a.at() + a.rowAt()[row];
    int a1 = a.at() + a.rowAt()[row + i1];
    int a2 = a.at() + a.rowAt()[row + i2];
    int a3 = a.at() + a.rowAt()[row + i3];
    int from1 = fromAt + i1 * ldFrom;
    int from2 = fromAt + i2 * ldFrom;
    int from3 = fromAt + i3 * ldFrom;
    FloatVector c00 = FloatVector.fromArray(SPECIES, from, fromAt);
    FloatVector c01 = FloatVector.fromArray(SPECIES, from, fromAt + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, from, from1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, from, from1 + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, from, from1 + 2 * LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, from, from2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, from, from2 + LANES);
    FloatVector c22 = FloatVector.fromArray(SPECIES, from, from2 + 2 * LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, from, from3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, from, from3 + LANES);
    FloatVector c32 = FloatVector.fromArray(SPECIES, from, from3 + 2 * LANES);
    int q = bAt;
    int d = depth;
    int end = depth + kc;
    while (d != end) {
      int p = depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
      FloatVector row0 = FloatVector.broadcast(SPECIES, data[p + a0]);
      c00 = row0.fma(b0, c00);
      c01 = row0.fma(b1, c01);
      c02 = row0.fma(b2, c02);
      FloatVector row1 = FloatVector.broadcast(SPECIES, data[p + a1]);
      c10 = row1.fma(b0, c10);
      c11 = row1.fma(b1, c11);
      c12 = row1.fma(b2, c12);
      FloatVector row2 = FloatVector.broadcast(SPECIES, data[p + a2]);
      c20 = row2.fma(b0, c20);
      c21 = row2.fma(b1, c21);
      c22 = row2.fma(b2, c22);
      FloatVector row3 = FloatVector.broadcast(SPECIES, data[p + a3]);
      c30 = row3.fma(b0, c30);
      c31 = row3.fma(b1, c31);
      c32 = row3.fma(b2, c32);
      d++;
      q += 3 * LANES;
    }
    int to1 = cAt + i1 * ldc;
    int to2 = cAt + i2 * ldc;
    int to3 = cAt + i3 * ldc;
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c02.intoArray(c, cAt + 2 * LANES);
    c10.intoArray(c, to1);
    c11.intoArray(c, to1 + LANES);
    c12.intoArray(c, to1 + 2 * LANES);
    c20.intoArray(c, to2);
    c21.intoArray(c, to2 + LANES);
    c22.intoArray(c, to2 + 2 * LANES);
    c30.intoArray(c, to3);
    c31.intoArray(c, to3 + LANES);
    c32.intoArray(c, to3 + 2 * LANES);
  }

  private static void twoVectors(
      MatrixA a,
      int row,
      int rows,
      int depth,
      int kc,
      float[] b,
      int bAt,
      float[] from,
      int fromAt,
      int ldFrom,
      float[] c,
      int cAt,
      int ldc) {
    float[] data = a.data();
    int[] depthAt = a.depthAt();
    int i1 = row(1, rows);
    int i2 = row(2, rows);
    int i3 = row(3, rows);
    int a0 = a.at() + a.rowAt()[row];
    int a1 = a.at() + a.rowAt()[row + i1];
    int a2 = a.at() + a.rowAt()[row + i2];
    int a3 = a.at() + a.rowAt()[row + i3];
    int from1 = fromAt + i1 * ldFrom;
    int from2 = fromAt + i2 * ldFrom;
    int from3 = fromAt + i3 * ldFrom;
    FloatVector c00 = FloatVector.fromArray(SPECIES, from, fromAt);
    FloatVector c01 = FloatVector.fromArray(SPECIES, from, fromAt + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, from, from1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, from, from1 + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, from, from2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, from, from2 + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, from, from3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, from, from3 + LANES);
    int q = bAt;
    int d = depth;
    int end = depth + kc;
    while (d != end) {
      int p = depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector row0 = FloatVector.broadcast(SPECIES, data[p + a0]);
      c00 = row0.fma(b0, c00);
      c01 = row0.fma(b1, c01);
      FloatVector row1 = FloatVector.broadcast(SPECIES, data[p + a1]);
      c10 = row1.fma(b0, c10);
      c11 = row1.fma(b1, c11);
      FloatVector row2 = FloatVector.broadcast(SPECIES, data[p + a2]);
      c20 = row2.fma(b0, c20);
      c21 = row2.fma(b1, c21);
      FloatVector row3 = FloatVector.broadcast(SPECIES, data[p + a3]);
      c30 = row3.fma(b0, c30);
      c31 = row3.fma(b1, c31);
      d++;
      q += 2 * LANES;
    }
    int to1 = cAt + i1 * ldc;
    int to2 = cAt + i2 * ldc;
    int to3 = cAt + i3 * ldc;
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, to1);
    c11.intoArray(c, to1 + LANES);
    c20.intoArray(c, to2);
    c21.intoArray(c, to2 + LANES);
    c30.intoArray(c, to3);
    c31.intoArray(c, to3 + LANES);
  }

  /** Eight rows, so that there are eight sums to hide the latency of each. */
  private static void oneVector(
      MatrixA a,
      int row,
      int rows,
      int depth,
      int kc,
      float[] b,
      int bAt,
      float[] from,
      int fromAt,
      int ldFrom,
      float[] c,
      int cAt,
      int ldc) {
    float[] data = a.data();
    int[] depthAt = a.depthAt();
    int i1 = row(1, rows);
    int i2 = row(2, rows);
    int i3 = row(3, rows);
    int i4 = row(4, rows);
    int i5 = row(5, rows);
    int i6 = row(6, rows);
    int i7 = row(7, rows);
    int a0 = a.at() + a.rowAt()[row];
    int a1 = a.at() + a.rowAt()[row + i1];
    int a2 = a.at() + a.rowAt()[row + i2];
    int a3 = a.at() + a.rowAt()[row + i3];
    int a4 = a.at() + a.rowAt()[row + i4];
    int a5 = a.at() + a.rowAt()[row + i5];
    int a6 = a.at() + a.rowAt()[row + i6];
    int a7 = a.at() + a.rowAt()[row + i7];
    int from1 = fromAt + i1 * ldFrom;
    int from2 = fromAt + i2 * ldFrom;
    int from3 = fromAt + i3 * ldFrom;
    int from4 = fromAt + i4 * ldFrom;
    int from5 = fromAt + i5 * ldFrom;
    int from6 = fromAt + i6 * ldFrom;
    int from7 = fromAt + i7 * ldFrom;
    FloatVector c00 = FloatVector.fromArray(SPECIES, from, fromAt);
    FloatVector c10 = FloatVector.fromArray(SPECIES, from, from1);
    FloatVector c20 = FloatVector.fromArray(SPECIES, from, from2);
    FloatVector c30 = FloatVector.fromArray(SPECIES, from, from3);
    FloatVector c40 = FloatVector.fromArray(SPECIES, from, from4);
    FloatVector c50 = FloatVector.fromArray(SPECIES, from, from5);
    FloatVector c60 = FloatVector.fromArray(SPECIES, from, from6);
    FloatVector c70 = FloatVector.fromArray(SPECIES, from, from7);
    int q = bAt;
    int d = depth;
    int end = depth + kc;
    while (d != end) {
      int p = depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      c00 = FloatVector.broadcast(SPECIES, data[p + a0]).fma(b0, c00);
      c10 = FloatVector.broadcast(SPECIES, data[p + a1]).fma(b0, c10);
      c20 = FloatVector.broadcast(SPECIES, data[p + a2]).fma(b0, c20);
      c30 = FloatVector.broadcast(SPECIES, data[p + a3]).fma(b0, c30);
      c40 = FloatVector.broadcast(SPECIES, data[p + a4]).fma(b0, c40);
      c50 = FloatVector.broadcast(SPECIES, data[p + a5]).fma(b0, c50);
      c60 = FloatVector.broadcast(SPECIES, data[p + a6]).fma(b0, c60);
      c70 = FloatVector.broadcast(SPECIES, data[p + a7]).fma(b0, c70);
      d++;
      q += LANES;
    }
    int to1 = cAt + i1 * ldc;
    int to2 = cAt + i2 * ldc;
    int to3 = cAt + i3 * ldc;
    int to4 = cAt + i4 * ldc;
    int to5 = cAt + i5 * ldc;
    int to6 = cAt + i6 * ldc;
    int to7 = cAt + i7 * ldc;
    c00.intoArray(c, cAt);
    c10.intoArray(c, to1);
    c20.intoArray(c, to2);
    c30.intoArray(c, to3);
    c40.intoArray(c, to4);
    c50.intoArray(c, to5);
    c60.intoArray(c, to6);
    c70.intoArray(c, to7);
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
    return "vector, %s bit, %s lanes, tile 4 x %s"
        .formatted(SPECIES.vectorBitSize(), LANES, VECTORS * LANES);
  }
}
