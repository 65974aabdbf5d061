package dev.convoy.job.train;

import dev.convoy.tensor.Check;

/**
 * A seeded shuffle of 0 to count - 1 that needs no memory: a Feistel network over the next power of
 * four, walked until it falls within the count. The same on every JVM.
 *
 * @see <a href="https://eprint.iacr.org/2001/012">Black and Rogaway 2002, "Ciphers with arbitrary
 *     finite domains"</a>
 */
final class Permutation {
  private static final int ROUNDS = 6;

  private final long count;
  private final long seed;
  private final int halfBits;

  /** The shuffle of a seed. */
  Permutation(long count, long seed) {
    Check.that(count >= 1 && count <= 1L << 60, "cannot shuffle %s examples", count);
    this.count = count;
    this.seed = seed;
    this.halfBits = (Long.SIZE - Long.numberOfLeadingZeros(count - 1) + 1) / 2;
  }

  /** A seed for one of many shuffles that belong together. */
  static long seed(long seed, long... numbers) {
    long mixed = seed;
    for (long number : numbers) {
      mixed = mix(mixed + 0x9E3779B97F4A7C15L * (number + 1));
    }
    return mixed;
  }

  /** Where {@code index} goes. */
  long apply(long index) {
    Check.that(index >= 0 && index < count, "%s, needs 0 to %s", index, count - 1);
    long at = index;
    do {
      at = feistel(at);
    } while (at >= count);
    return at;
  }

  private long feistel(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ mix(seed + round * 0x9E3779B97F4A7C15L ^ mix(right)) & mask;
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
