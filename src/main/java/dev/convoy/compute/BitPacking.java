package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Small codes side by side in bytes, the first code in the lowest bits: what forward keeps of a
 * relu (one bit a value) or a max-pool (the winner's place in its window).
 */
public final class BitPacking {
  private BitPacking() {}

  /** Bits that tell {@code codes} codes apart: 0 for one code, 2 for the four taps of 2 x 2. */
  public static int bitsFor(int codes) {
    return 32 - Integer.numberOfLeadingZeros(codes - 1);
  }

  /** Bytes that {@code count} codes of {@code bits} bits take. */
  public static int byteCount(long count, int bits) {
    long bytes = (Math.multiplyExact(count, bits) + 7) / 8;
    Check.that(bytes <= Integer.MAX_VALUE - 8, "%s codes of %s bits exceed one array", count, bits);
    return (int) bytes;
  }

  /** Adds {@code code} as number {@code index} to bytes that were zero. */
  static void put(byte[] packed, long index, int bits, int code) {
    long at = index * bits;
    for (int bit = 0; bit < bits; bit++, at++) {
      packed[(int) (at >>> 3)] |= (byte) ((code >>> bit & 1) << (at & 7));
    }
  }

  /** The code that {@link #put} stored as number {@code index}. */
  public static int get(byte[] packed, long index, int bits) {
    long at = index * bits;
    int code = 0;
    for (int bit = 0; bit < bits; bit++, at++) {
      code |= (packed[(int) (at >>> 3)] >>> (at & 7) & 1) << bit;
    }
    return code;
  }
}
