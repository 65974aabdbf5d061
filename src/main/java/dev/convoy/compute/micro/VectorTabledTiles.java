package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of {@link VectorMicroKernels} for any left matrix: each step of the depth is
 * looked up in the table. About a tenth slower than {@link VectorSteppedTiles}; for runs too short
 * for those, as the first layer of a network has them with its three channels.
 */
final class VectorTabledTiles {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorTabledTiles() {}

  static void fourVectors(
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
    int i1 = Math.min(1, rows - 1);
    int i2 = Math.min(2, rows - 1);
    int i3 = Math.min(3, rows - 1);
    int row0At = a.rowAt()[row];
    int a1 = a.rowAt()[row + i1] - row0At;
    int a2 = a.rowAt()[row + i2] - row0At;
    int a3 = a.rowAt()[row + i3] - row0At;
    int a0 = a.at() + row0At;
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
      int p = a0 + depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + 3 * LANES);
      FloatVector row0 = FloatVector.broadcast(SPECIES, data[p]);
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

  static void threeVectors(
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
    int i1 = Math.min(1, rows - 1);
    int i2 = Math.min(2, rows - 1);
    int i3 = Math.min(3, rows - 1);
    int row0At = a.rowAt()[row];
    int a1 = a.rowAt()[row + i1] - row0At;
    int a2 = a.rowAt()[row + i2] - row0At;
    int a3 = a.rowAt()[row + i3] - row0At;
    int a0 = a.at() + row0At;
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
      int p = a0 + depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
      FloatVector row0 = FloatVector.broadcast(SPECIES, data[p]);
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

  static void twoVectors(
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
    int i1 = Math.min(1, rows - 1);
    int i2 = Math.min(2, rows - 1);
    int i3 = Math.min(3, rows - 1);
    int row0At = a.rowAt()[row];
    int a1 = a.rowAt()[row + i1] - row0At;
    int a2 = a.rowAt()[row + i2] - row0At;
    int a3 = a.rowAt()[row + i3] - row0At;
    int a0 = a.at() + row0At;
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
      int p = a0 + depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector row0 = FloatVector.broadcast(SPECIES, data[p]);
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
  static void oneVector(
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
    int i1 = Math.min(1, rows - 1);
    int i2 = Math.min(2, rows - 1);
    int i3 = Math.min(3, rows - 1);
    int i4 = Math.min(4, rows - 1);
    int i5 = Math.min(5, rows - 1);
    int i6 = Math.min(6, rows - 1);
    int i7 = Math.min(7, rows - 1);
    int row0At = a.rowAt()[row];
    int a1 = a.rowAt()[row + i1] - row0At;
    int a2 = a.rowAt()[row + i2] - row0At;
    int a3 = a.rowAt()[row + i3] - row0At;
    int a4 = a.rowAt()[row + i4] - row0At;
    int a5 = a.rowAt()[row + i5] - row0At;
    int a6 = a.rowAt()[row + i6] - row0At;
    int a7 = a.rowAt()[row + i7] - row0At;
    int a0 = a.at() + row0At;
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
      int p = a0 + depthAt[d];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector row0 = FloatVector.broadcast(SPECIES, data[p]);
      c00 = row0.fma(b0, c00);
      FloatVector row1 = FloatVector.broadcast(SPECIES, data[p + a1]);
      c10 = row1.fma(b0, c10);
      FloatVector row2 = FloatVector.broadcast(SPECIES, data[p + a2]);
      c20 = row2.fma(b0, c20);
      FloatVector row3 = FloatVector.broadcast(SPECIES, data[p + a3]);
      c30 = row3.fma(b0, c30);
      FloatVector row4 = FloatVector.broadcast(SPECIES, data[p + a4]);
      c40 = row4.fma(b0, c40);
      FloatVector row5 = FloatVector.broadcast(SPECIES, data[p + a5]);
      c50 = row5.fma(b0, c50);
      FloatVector row6 = FloatVector.broadcast(SPECIES, data[p + a6]);
      c60 = row6.fma(b0, c60);
      FloatVector row7 = FloatVector.broadcast(SPECIES, data[p + a7]);
      c70 = row7.fma(b0, c70);
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
}
