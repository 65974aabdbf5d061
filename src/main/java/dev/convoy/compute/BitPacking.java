package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * Small codes side by side in bytes, the first code in the lowest bits: what forward keeps of a
 * relu (one bit a value) or a max-pool (the winner's place in its window).
 */
public final class BitPacking {
  /** Widest code: with the seven bits before it in its first byte it must fit an int. */
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

  /** Writes codes one after another. */
  static final class Writer {
    private final byte[] packed;
    private int at;
    private int waiting;
    private int waitingBits;

    /** Begins at byte {@code at}. */
    Writer(byte[] packed, int at) {
      this.packed = packed;
      this.at = at;
    }

    void write(int code, int bits) {
      waiting |= code << waitingBits;
      waitingBits += bits;
      while (waitingBits >= Byte.SIZE) {
        packed[at++] = (byte) waiting;
        waiting >>>= Byte.SIZE;
        waitingBits -= Byte.SIZE;
      }
    }

    /** Writes the last byte, if one is begun. */
    void flush() {
      if (waitingBits > 0) {
        packed[at++] = (byte) waiting;
        waiting = 0;
        waitingBits = 0;
      }
    }
  }

  /** Reads codes one after another. */
  static final class Reader {
    private final byte[] packed;
    private int at;
    private int ready;
    private int readyBits;

    /** Begins at byte {@code at}. */
    Reader(byte[] packed, int at) {
      this.packed = packed;
      this.at = at;
    }

    int read(int bits) {
      while (readyBits < bits) {
        ready |= (packed[at++] & 0xff) << readyBits;
        readyBits += Byte.SIZE;
      }
      int code = ready & (1 << bits) - 1;
      ready >>>= bits;
      readyBits -= bits;
      return code;
    }
  }
}
