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

  @Test
  void twinsAddTheSameBits() {
    Random random = new Random(SEED);
    MicroKernels vector = Kernels.named("vector");
    MicroKernels scalar = Kernels.named("scalar");
    int rows = vector.mr() * scalar.mr();
    int columns = vector.nr() * scalar.nr();
    for (int kc : new int[] {1, 2, 3, 7, 64, 257}) {
      int rowStride = kc + 5;
      float[] a = randoms(rows * rowStride, random);
      float[] b = randoms(kc * columns, random);
      float[] c = randoms(rows * columns, random);
      assertThat(product(vector, kc, a, rowStride, b, columns, c.clone()))
          .as("kc = %s, seed %s", kc, SEED)
          .isEqualTo(product(scalar, kc, a, rowStride, b, columns, c.clone()));
    }
  }

  @Test
  void depthStrideReadsTheTransposedStrip() {
    MicroKernels kernels = Kernels.named(KernelsUnderTest.name());
    Random random = new Random(SEED);
    int kc = 9;
    int mr = kernels.mr();
    int nr = kernels.nr();
    float[] rowMajor = randoms(mr * kc, random);
    float[] depthMajor = new float[mr * kc];
    for (int i = 0; i < mr; i++) {
      for (int k = 0; k < kc; k++) {
        depthMajor[k * mr + i] = rowMajor[i * kc + k];
      }
    }
    float[] b = randoms(kc * nr, random);
    float[] expected = new float[mr * nr];
    float[] actual = new float[mr * nr];
    kernels.gemmTile(mr, nr, kc, rowMajor, 0, kc, 1, b, 0, expected, 0, nr);
    kernels.gemmTile(mr, nr, kc, depthMajor, 0, 1, mr, b, 0, actual, 0, nr);
    assertThat(actual).isEqualTo(expected);
  }

  /** What is not the tile's stays as it is, bit for bit; what is, is what the whole tile gives. */
  @Test
  void lowAndNarrowTilesAreAPartOfTheWholeOne() {
    MicroKernels kernels = Kernels.named(KernelsUnderTest.name());
    Random random = new Random(SEED);
    int mr = kernels.mr();
    int nr = kernels.nr();
    int kc = 13;
    float[] a = randoms(mr * kc, random);
    float[] b = randoms(kc * nr, random);
    float[] c = randoms(mr * nr, random);
    float[] whole = c.clone();
    kernels.gemmTile(mr, nr, kc, a, 0, kc, 1, b, 0, whole, 0, nr);
    for (int rows = 1; rows <= mr; rows++) {
      for (int columns : new int[] {nr / 2, nr}) {
        float[] part = c.clone();
        float[] strip = java.util.Arrays.copyOf(a, rows * kc); // and not a float more
        kernels.gemmTile(rows, columns, kc, strip, 0, kc, 1, b, 0, part, 0, nr);
        for (int i = 0; i < mr * nr; i++) {
          boolean own = i / nr < rows && i % nr < columns;
          assertThat(part[i])
              .as("%s x %s, at %s", rows, columns, i)
              .isEqualTo(own ? whole[i] : c[i]);
        }
      }
    }
  }

  /** {@code c += a * b} tile by tile; both twins' tiles divide the matrix without a rest. */
  private static float[] product(
      MicroKernels kernels, int kc, float[] a, int rowStride, float[] b, int columns, float[] c) {
    int mr = kernels.mr();
    int nr = kernels.nr();
    int rows = c.length / columns;
    float[] panel = new float[kc * nr];
    for (int column = 0; column < columns; column += nr) {
      for (int k = 0; k < kc; k++) {
        System.arraycopy(b, k * columns + column, panel, k * nr, nr);
      }
      for (int row = 0; row < rows; row += mr) {
        int cAt = row * columns + column;
        kernels.gemmTile(mr, nr, kc, a, row * rowStride, rowStride, 1, panel, 0, c, cAt, columns);
      }
    }
    return c;
  }

  private static float[] randoms(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
