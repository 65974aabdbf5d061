package dev.convoy.job.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTreeTest {
  private static final long SEED = 20;
  private static final int LENGTH = 5;
  private static final int MOST_BLOCKS = 70;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64})
  void everyCutGivesTheSameBits(int partitions) {
    Random random = new Random(SEED);
    for (int count = 0; count <= MOST_BLOCKS; count++) {
      for (double present : new double[] {1, 0.8, 0.3, 0}) {
        float[][] blocks = PlainTree.randomBlocks(count, present, LENGTH, random);
        for (int trial = 0; trial < 3; trial++) {
          assertSumIsThatOfTheTree(blocks, randomCuts(count, partitions, random), random);
        }
      }
    }
  }

  @Test
  void everyPairOfCutsOfElevenBlocksGivesTheSameBits() {
    Random random = new Random(SEED);
    for (double present : new double[] {1, 0.6}) {
      float[][] blocks = PlainTree.randomBlocks(11, present, LENGTH, random);
      for (int first = 0; first <= 11; first++) {
        for (int second = first; second <= 11; second++) {
          assertSumIsThatOfTheTree(blocks, new int[] {0, first, second, 11}, random);
        }
      }
    }
  }

  private static void assertSumIsThatOfTheTree(
      float @Nullable [][] blocks, int[] cuts, Random random) {
    List<Subtree> roots = new ArrayList<>();
    for (int part = 0; part + 1 < cuts.length; part++) {
      roots.addAll(rootsOf(blocks, cuts[part], cuts[part + 1]));
    }
    Collections.shuffle(roots, random);
    assertThat(BlockTree.join(roots, LENGTH))
        .as("%s blocks cut at %s, seed %s", blocks.length, Arrays.toString(cuts), SEED)
        .isEqualTo(PlainTree.sum(blocks, LENGTH));
  }

  /** Without it the tests above could not fail. */
  @Test
  void theOrderOfAddingMatters() {
    float[][] blocks = PlainTree.randomBlocks(MOST_BLOCKS, 1, LENGTH, new Random(SEED));
    float[] tree = PlainTree.sum(blocks, LENGTH);
    float[] oneByOne = PlainTree.oneByOne(blocks, LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      assertThat(tree[i]).isNotEqualTo(oneByOne[i]);
    }
  }

  /** Nodes within the partition whose parents are not: at most two a level. */
  @Test
  void aPartitionHandsOverTheLargestSubtreesWithinIt() {
    Random random = new Random(SEED);
    for (int from = 0; from < 40; from++) {
      for (int to = from; to <= MOST_BLOCKS; to++) {
        float[][] blocks = PlainTree.randomBlocks(to, 0.7, LENGTH, random);
        long end = from;
        for (Subtree root : rootsOf(blocks, from, to)) {
          long first = root.index() << root.level();
          long after = root.index() + 1 << root.level();
          assertThat(first).as("roots of [%s, %s) overlap", from, to).isGreaterThanOrEqualTo(end);
          assertThat(after).isLessThanOrEqualTo(to);
          assertThat(Arrays.asList(blocks).subList((int) first, (int) after))
              .as("root of [%s, %s) without a block", from, to)
              .anyMatch(block -> block != null);
          long parentFirst = root.index() >> 1 << root.level() + 1;
          long parentEnd = parentFirst + (2L << root.level());
          assertThat(parentFirst < from || parentEnd > to)
              .as("root [%s, %s) of [%s, %s) could be larger", first, after, from, to)
              .isTrue();
          end = after;
        }
      }
    }
  }

  @Test
  void aMillionBlocksNeedFewArrays() {
    int from = 12_345;
    int to = from + 1_000_000;
    BlockTree tree = new BlockTree(1, from);
    Map<float[], Boolean> made = new IdentityHashMap<>();
    for (int block = from; block < to; block++) {
      float[] values = tree.zeros();
      assertThat(values[0]).isZero();
      made.put(values, true);
      values[0] = 1;
      tree.add(block, values);
    }
    List<Subtree> roots = tree.finish(to);
    assertThat(made).hasSizeLessThanOrEqualTo(2 * 20); // two of each level
    assertThat(roots).hasSizeLessThanOrEqualTo(2 * 20);
    assertThat(BlockTree.join(roots, 1)).containsExactly(1_000_000f);
  }

  @Test
  void blocksOutOfOrderAreRefused() {
    for (long before : new long[] {3, 4, 5, 6, 7}) {
      BlockTree tree = treeOf(2, 3, 4, 5, 6, 7);
      assertThatThrownBy(() -> tree.add(before, new float[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("block %s came after a later one", before);
    }
  }

  @Test
  void aBlockOfAnotherPartitionOrLengthIsRefused() {
    assertThatThrownBy(() -> treeOf(2).add(1, new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("block 1 lies before the first one, 2");
    assertThatThrownBy(() -> treeOf(2).add(3, new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("block 3: 2 values of 1");
  }

  @Test
  void theSamePartTwiceIsRefused() {
    List<Subtree> twice = new ArrayList<>(treeOf(0, 0, 1, 2).finish(3));
    twice.addAll(treeOf(0, 0, 1, 2).finish(3));
    assertThatThrownBy(() -> BlockTree.join(twice, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node 0 of level 1 came twice");

    List<Subtree> within = new ArrayList<>(treeOf(0, 0, 1).finish(2));
    within.addAll(treeOf(1, 1).finish(2));
    assertThatThrownBy(() -> BlockTree.join(within, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node 0 of level 1 came twice");
  }

  private static BlockTree treeOf(long firstBlock, long... blocks) {
    BlockTree tree = new BlockTree(1, firstBlock);
    for (long block : blocks) {
      tree.add(block, tree.zeros());
    }
    return tree;
  }

  private static List<Subtree> rootsOf(float @Nullable [][] blocks, int from, int to) {
    BlockTree tree = new BlockTree(LENGTH, from);
    for (int block = from; block < to; block++) {
      float[] values = blocks[block];
      if (values != null) {
        float[] own = tree.zeros();
        assertThat(own).containsOnly(0f);
        System.arraycopy(values, 0, own, 0, LENGTH);
        tree.add(block, own);
      }
    }
    return tree.finish(to);
  }

  /** Where neighbouring partitions begin and end; some are empty. */
  private static int[] randomCuts(int count, int partitions, Random random) {
    int[] cuts = new int[partitions + 1];
    cuts[partitions] = count;
    for (int cut = 1; cut < partitions; cut++) {
      cuts[cut] = random.nextInt(count + 1);
    }
    Arrays.sort(cuts);
    return cuts;
  }
}
