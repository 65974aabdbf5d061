package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;

/**
 * Sizes of the blocks that a product is cut into, for the caches of a CPU: change the speed, never
 * the result.
 */
final class Blocking {
  /** Longest part of the depth: a panel of 64 columns then takes 64 KiB, a strip of A 8 KiB. */
  private static final int LONGEST_PART = 256;

  /** Floats of A that are used again for panel after panel: 256 KiB, a quarter of an L2. */
  private static final int A_BLOCK = 1 << 16;

  /** Floats of C that are finished together and then go through the epilogue. */
  private static final int C_BLOCK = 1 << 15;

  /** So many rows make it worth to fetch a panel of B. */
  private static final int LEAST_ROWS = 48;

  /** Floats of the transformed tiles that go through Winograd's products together: 2 MiB. */
  private static final int WINOGRAD_BLOCK = 1 << 19;

  /** So many tiles make it worth to fetch the filters of a product. */
  private static final int LEAST_TILES = 48;

  private Blocking() {}

  /**
   * Longest part of the depth that one call of the micro-kernel takes: what lies in one run of A,
   * cut into parts about equally long.
   */
  static int kc(MatrixA a, int depth) {
    int run = a.isStepped() ? Math.min(a.run(), depth) : depth;
    int parts = (run + LONGEST_PART - 1) / LONGEST_PART;
    return (run + parts - 1) / parts;
  }

  /** The part that begins at {@code k}: at most {@code longest}, and not over the end of a run. */
  static int kc(MatrixA a, int depth, int k, int longest) {
    int left = a.isStepped() ? a.run() - k % a.run() : depth;
    return Math.min(longest, Math.min(left, depth - k));
  }

  /**
   * Rows that stay in L2 while all panels pass, in A and in C, a multiple of {@code mr}.
   *
   * @param columns of C
   */
  static int mc(int kc, int columns, int mr) {
    int rows = Math.max(LEAST_ROWS, Math.min(A_BLOCK / kc, C_BLOCK / columns));
    return Math.max(1, rows / mr) * mr;
  }

  /** Tiles of a block, before and after the products; many where the filters are large. */
  static int winogradTiles(int inC, int outC) {
    return Math.max(LEAST_TILES, WINOGRAD_BLOCK / (36 * (inC + outC)) / 8 * 8);
  }

  /** A distance of at least {@code count} floats that does not fall on the same lines of L1. */
  static int apart(int count) {
    return (count + 15) / 16 * 16 + 16;
  }
}
