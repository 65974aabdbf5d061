package dev.convoy.reference;

import dev.convoy.tensor.Shape;

/**
 * numpy's legacy generator: {@code new RandomState(1).randn(4, 3)} draws what {@code
 * np.random.seed(1); np.random.randn(4, 3)} draws, so that the notebook's inputs need no files.
 *
 * <p>Mersenne Twister MT19937; two draws make a uniform number of 53 bits; pairs of normal numbers
 * by Marsaglia's polar method, of which numpy hands out the second first. The logarithm may differ
 * from numpy's in the last bit.
 *
 * @see <a href="https://doi.org/10.1145/272991.272995">Matsumoto and Nishimura 1998</a>
 */
public final class RandomState {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int next = N;
  private double saved;
  private boolean hasSaved;

  /** numpy's {@code seed(n)} for {@code 0 <= n < 2^32}. */
  public RandomState(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  /** An array of standard normal numbers. */
  public NdArray randn(int... sizes) {
    NdArray array = NdArray.zeros(sizes);
    for (int i = 0; i < array.values().length; i++) {
      array.values()[i] = nextNormal();
    }
    return array;
  }

  private double nextNormal() {
    if (hasSaved) {
      hasSaved = false;
      return saved;
    }
    double x1;
    double x2;
    double r2;
    do {
      x1 = 2 * nextUniform() - 1;
      x2 = 2 * nextUniform() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(r2) / r2);
    saved = factor * x1;
    hasSaved = true;
    return factor * x2;
  }

  /** A number in [0, 1) of 53 random bits. */
  private double nextUniform() {
    long high = Integer.toUnsignedLong(nextInt()) >>> 5;
    long low = Integer.toUnsignedLong(nextInt()) >>> 6;
    return (high * 0x1p26 + low) / 0x1p53;
  }

  private int nextInt() {
    if (next == N) {
      twist();
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }

  private void twist() {
    for (int i = 0; i < N; i++) {
      int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7fffffff;
      state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
  }

  /** An array of a given shape; see {@link #randn(int...)}. */
  public NdArray randn(Shape shape) {
    return randn(shape.toArray());
  }
}
