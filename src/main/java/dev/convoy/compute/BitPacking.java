package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Small codes side by side in bytes, the first code in the lowest bits: what forward keeps of a
 * relu (one bit a value) or a max-pool (the winner's place in its window).
 */
public final class BitPacking {
  /** Widest code: it may begin at the last bit of a byte and must still fit an int. */
  private static final int MOST_BITS = 24;

  private BitPacking() {}

  /** Bits that tell {@code codes} codes apart: 0 for one code, 2 for the four taps of 2 x 2. */
  public static int bitsFor(int codes) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(codes - 1);
    Check.that(bits <= MOST_BITS, "%s codes need %s bits, at most %s fit", codes, bits, MOST_BITS);
    return bits;
  }

  /** Bytes that {@code count} codes of {@code bits} bits take. */
  public static int byteCount(long count, int bits) {
    long bytes = (Math.multiplyExact(count, bits) + 7) / 8;
    Check.that(bytes <= Integer.MAX_VALUE - 8, "%s codes of %s bits exceed one array", count, bits);
    return (int) bytes;
  }

  /** Adds {@code code} as number {@code index}, counted from byte {@code at}, to zeros. */
  static void put(byte[] packed, int at, long index, int bits, int code) {
    long bitAt = index * bits;
    int byteAt = at + (int) (bitAt >>> 3);
    int shifted = code << (int) (bitAt & 7);
    while (shifted != 0) {
      packed[byteAt++] |= (byte) shifted;
      shifted >>>= 8;
    }
  }

  /** The code that {@link #put} stored as number {@code index}. */
  static int get(byte[] packed, int at, long index, int bits) {
    long bitAt = index * bits;
    int skip = (int) (bitAt & 7);
    int byteAt = at + (int) (bitAt >>> 3);
    int window = 0;
    for (int have = 0; have < skip + bits; have += 8) {
      window |= (packed[byteAt++] & 0xff) << have;
    }
    return window >>> skip & (1 << bits) - 1;
  }
}
