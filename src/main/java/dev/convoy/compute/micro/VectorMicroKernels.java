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
 * Every tile is one flat while loop: C2 of JDK 17 keeps its sums in registers in no other form.
 * Source: Goto and van de Geijn 2008, ACM TOMS 34(3).
 */
final class VectorMicroKernels implements MicroKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int VECTORS = LANES >= 16 ? 4 : 3;
  private static final int MR = 8;

  private final WinogradTransforms winograd = new VectorWinogradTransforms();
  private final ChannelKernels channels = new VectorChannelKernels();
  private final PointwiseKernels pointwise = new VectorPointwiseKernels();
  private final ArithmeticKernels arithmetic = new VectorArithmeticKernels();

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
      eightRows(a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
      return;
    }
    fourRows(a, row, rows, depth, kc, b, bAt, columns, from, fromAt, ldFrom, c, cAt, ldc);
    if (rows > 4) {
      int from4 = fromAt + 4 * ldFrom;
      int c4 = cAt + 4 * ldc;
      fourRows(a, row + 4, rows - 4, depth, kc, b, bAt, columns, from, from4, ldFrom, c, c4, ldc);
    }
  }

  private static void eightRows(
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
    if (a.isStepped()) {
      VectorSteppedTiles.oneVector(
          a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
    } else {
      VectorTabledTiles.oneVector(
          a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
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
    int vectors = columns / LANES;
    if (a.isStepped()) {
      switch (vectors) {
        case 2 ->
            VectorSteppedTiles.twoVectors(
                a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
        case 3 ->
            VectorSteppedTiles.threeVectors(
                a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
        default ->
            VectorSteppedTiles.fourVectors(
                a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
      }
    } else {
      switch (vectors) {
        case 2 ->
            VectorTabledTiles.twoVectors(
                a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
        case 3 ->
            VectorTabledTiles.threeVectors(
                a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
        default ->
            VectorTabledTiles.fourVectors(
                a, row, rows, depth, kc, b, bAt, from, fromAt, ldFrom, c, cAt, ldc);
      }
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
    return "vector, %s bit, %s lanes, tile 4 x %s"
        .formatted(SPECIES.vectorBitSize(), LANES, VECTORS * LANES);
  }
}
