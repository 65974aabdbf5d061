package dev.convoy;

import java.util.Arrays;
import java.util.Random;

/** Spoils files of any kind: flips, overwrites, cuts, doubles, inserts, a few times each. */
public final class ByteMutator {
  private static final int MOST_CHANGES = 4;
  private static final int LONGEST = 64;

  /** What headers, counts and lengths are spoilt with. */
  private static final int[][] WORDS = {
    {0},
    {0xFF},
    {0x7F},
    {0x80},
    {0xFF, 0xFF, 0xFF, 0xFF},
    {0x7F, 0xFF, 0xFF, 0xFF},
    {0xFF, 0xFF, 0xFF, 0x7F},
    {0, 0, 0, 0},
    {0x80, 0, 0, 0},
    {'-', '1'},
    {'9', '9', '9', '9', '9'}
  };

  private final Random random;

  public ByteMutator(long seed) {
    this.random = new Random(seed);
  }

  /** A spoilt copy; the same for the same seed. */
  public byte[] mutant(byte[] whole) {
    byte[] mutant = whole.clone();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes && mutant.length > 0; i++) {
      mutant = changed(mutant);
    }
    return mutant;
  }

  private byte[] changed(byte[] bytes) {
    int at = place(bytes.length);
    int length = Math.min(1 + random.nextInt(LONGEST), bytes.length - at);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> overwrite(bytes, at, WORDS[random.nextInt(WORDS.length)]);
      case 3 -> {
        return joined(bytes, at, new byte[0], at + length);
      }
      case 4 -> {
        return joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
      }
      default -> {
        return random.nextInt(4) > 0
            ? joined(bytes, at, new byte[] {(byte) random.nextInt()}, at)
            : Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  /** Headers stand at the beginning, or at the end. */
  private int place(int length) {
    int near = Math.min(length, LONGEST * 2);
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(near);
      case 1 -> length - 1 - random.nextInt(near);
      default -> random.nextInt(length);
    };
  }

  private static void overwrite(byte[] bytes, int at, int[] word) {
    for (int i = 0; i < word.length && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) word[i];
    }
  }

  private static byte[] joined(byte[] bytes, int end, byte[] between, int begin) {
    byte[] joined = new byte[end + between.length + bytes.length - begin];
    System.arraycopy(bytes, 0, joined, 0, end);
    System.arraycopy(between, 0, joined, end, between.length);
    System.arraycopy(bytes, begin, joined, end + between.length, bytes.length - begin);
    return joined;
  }
}
