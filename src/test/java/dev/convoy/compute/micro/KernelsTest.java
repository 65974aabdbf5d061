package dev.convoy.compute.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final long SEED = 11;

  @Test
  void thisRunTestsTheKernelsItSaysItTests() {
    String wanted = KernelsUnderTest.name();
    assertThat(Kernels.named(wanted).describe())
        .startsWith(wanted.equals("scalar") ? "scalar" : "vector");
  }

  /** Every width a panel may have, every height, one step of the depth and many. */
  @Test
  void twinsSetTheSameBits() {
    MicroKernels vector = Kernels.named("vector");
    int most = Math.min(vector.nr(), Kernels.named("scalar").nr());
    for (int kc : new int[] {1, 2, 7, 64, 257}) {
      for (int columns = step(); columns <= most; columns += step()) {
        for (int rows = 1; rows <= vector.mr(); rows++) {
          for (int run : new int[] {1, Integer.MAX_VALUE}) {
            Tile tile = new Tile(rows, kc, columns, run, SEED);
            assertThat(tile.result(vector))
                .as("%s x %s, kc = %s, run %s, seed %s", rows, columns, kc, run, SEED)
                .isEqualTo(tile.expected());
            assertThat(tile.result(Kernels.named("scalar"))).isEqualTo(tile.expected());
          }
        }
      }
    }
  }

  /** Panels are as wide as a multiple of both twins' lanes. */
  private static int step() {
    return Math.max(Kernels.named("vector").lanes(), Kernels.named("scalar").lanes());
  }

  /**
   * A register tile in a larger C: the rows of A lie at offsets that no formula gives, the depth
   * advances by 3, and all of C that is not the tile's must stay as it is.
   */
  private static final class Tile {
    private static final int DEPTH_STEP = 3;
    private static final int FIRST_ROW = 2;
    private static final int FIRST_DEPTH = 5;
    private static final int A_AT = 4;
    private static final int B_AT = 6;
    private static final int C_AT = 9;

    private final int rows;
    private final int kc;
    private final int columns;
    private final MatrixA a;
    private final float[] b;
    private final float[] c;
    private final int ldc;

    Tile(int rows, int kc, int columns, int run, long seed) {
      Random random = new Random(seed);
      this.rows = rows;
      this.kc = kc;
      this.columns = columns;
      this.ldc = columns + 5;
      int[] rowAt = new int[FIRST_ROW + rows];
      int reach = (FIRST_DEPTH + kc) * DEPTH_STEP;
      for (int i = 0; i < rowAt.length; i++) {
        rowAt[i] = i * i % 5 * reach + 2 * i;
      }
      int[] depthAt = new int[FIRST_DEPTH + kc];
      for (int k = 0; k < depthAt.length; k++) {
        depthAt[k] = k * DEPTH_STEP;
      }
      float[] data = randoms(A_AT + 6 * reach + 2 * rowAt.length, random);
      this.a = new MatrixA(data, A_AT, rowAt, depthAt, DEPTH_STEP, run);
      this.b = randoms(B_AT + kc * columns, random);
      this.c = randoms(C_AT + (rows + 1) * ldc, random);
    }

    /** C after adding to itself, and then again starting from one row for all. */
    float[] result(MicroKernels kernels) {
      float[] to = c.clone();
      kernels.gemmTile(
          a, FIRST_ROW, rows, FIRST_DEPTH, kc, b, B_AT, columns, to, C_AT, ldc, to, C_AT, ldc);
      float[] from = to.clone();
      kernels.gemmTile(
          a, FIRST_ROW, rows, FIRST_DEPTH, kc, b, B_AT, columns, from, C_AT, 0, to, C_AT, ldc);
      return to;
    }

    float[] expected() {
      float[] to = c.clone();
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int at = C_AT + i * ldc + j;
          to[at] = sum(to[at], i, j);
        }
      }
      float[] from = to.clone();
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          to[C_AT + i * ldc + j] = sum(from[C_AT + j], i, j);
        }
      }
      return to;
    }

    private float sum(float start, int i, int j) {
      float sum = start;
      for (int k = 0; k < kc; k++) {
        float factor = a.data()[A_AT + a.rowAt()[FIRST_ROW + i] + (FIRST_DEPTH + k) * DEPTH_STEP];
        sum = Math.fma(factor, b[B_AT + k * columns + j], sum);
      }
      return sum;
    }
  }

  private static float[] randoms(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
