package dev.convoy.job.sum;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The tree as its definition has it, over all blocks at once: the oracle of everything that sums.
 *
 * <pre>
 *   sum(0, i)  = block i, or nothing
 *   sum(l, i)  = sum(l - 1, 2 i) + sum(l - 1, 2 i + 1), where both are there; else the one that is
 * </pre>
 */
public final class PlainTree {
  private PlainTree() {}

  /**
   * The sum of all blocks; zeros if there is none.
   *
   * @param blocks by index; null where there is none
   */
  public static float[] sum(float @Nullable [][] blocks, int length) {
    int level = 0;
    while (1 << level < blocks.length) {
      level++;
    }
    float[] sum = sum(blocks, level, 0);
    return sum == null ? new float[length] : sum;
  }

  private static float @Nullable [] sum(float @Nullable [][] blocks, int level, int index) {
    if (level == 0) {
      return index < blocks.length ? blocks[index] : null;
    }
    float[] left = sum(blocks, level - 1, 2 * index);
    float[] right = sum(blocks, level - 1, 2 * index + 1);
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    float[] both = new float[left.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = left[i] + right[i];
    }
    return both;
  }

  /** One block after the other, as nobody is to sum: it shows that the order matters. */
  static float[] oneByOne(float @Nullable [][] blocks, int length) {
    float[] sum = new float[length];
    for (float[] block : blocks) {
      for (int i = 0; block != null && i < length; i++) {
        sum[i] += block[i];
      }
    }
    return sum;
  }

  /**
   * Blocks of numbers from 1e-12 to 1e12, so that every order of adding has bits of its own.
   *
   * @param present share of the indices that have a block
   */
  static float @Nullable [][] randomBlocks(int count, double present, int length, Random random) {
    float[][] blocks = new float[count][];
    for (int block = 0; block < count; block++) {
      if (random.nextDouble() < present) {
        blocks[block] = new float[length];
        for (int i = 0; i < length; i++) {
          double magnitude = Math.pow(10, 24 * random.nextDouble() - 12);
          blocks[block][i] = (float) (random.nextGaussian() * magnitude);
        }
      }
    }
    return blocks;
  }
}
