package dev.convoy.job.sum;

import dev.convoy.tensor.Check;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums the blocks of one partition, one thread's.
 *
 * <pre>
 *   level 2            o               The tree is fixed by the blocks' indices alone. A partition
 *                /           \         that holds blocks 1 to 6 emits the roots of the maximal
 *   level 1     o             o        subtrees within it: 1, (2 3), (4 5), 6. Whoever joins them
 *             /   \         /   \      with 0 and 7 adds the same pairs as if nothing had been cut.
 *   blocks   0    1   |   2     3
 * </pre>
 *
 * <p>Blocks come in ascending order; where there is none of an index, its sibling stands for both.
 * At most one array per level is held, and arrays are used again.
 */
public final class BlockTree {
  private final int length;
  private final long firstBlock;
  private final Deque<Subtree> stack = new ArrayDeque<>();
  private final List<float[]> free = new ArrayList<>();

  /**
   * A tree without blocks.
   *
   * @param length floats of a block's sum
   * @param firstBlock no partition before this one holds a block from here on
   */
  public BlockTree(int length, long firstBlock) {
    this.length = length;
    this.firstBlock = firstBlock;
  }

  /** An array of zeros for the next block's sum. */
  public float[] zeros() {
    if (free.isEmpty()) {
      return new float[length];
    }
    float[] values = free.remove(free.size() - 1);
    java.util.Arrays.fill(values, 0f);
    return values;
  }

  /**
   * Adds a block; its array belongs to the tree from now on.
   *
   * @throws IllegalArgumentException unless its index is above that of the block before
   */
  public void add(long block, float[] values) {
    Check.that(values.length == length, "block %s: %s values of %s", block, values.length, length);
    Check.that(block >= firstBlock, "block %s lies before the first one, %s", block, firstBlock);
    settle(block);
    Subtree top = stack.peek();
    Check.that(
        top == null || top.index() < block >> top.level(),
        "block %s came after a later one",
        block);
    stack.push(new Subtree(0, block, values));
  }

  /** Joins what is complete once it is known that no block before {@code next} will come. */
  private void settle(long next) {
    while (!stack.isEmpty()) {
      Subtree top = stack.peek();
      if (top.parentEnd() > next || top.parentFirst() < firstBlock) {
        return;
      }
      stack.pop();
      Subtree before = stack.peek();
      if (before != null && before.isSiblingOf(top)) {
        stack.push(stack.pop().plus(top));
        free.add(top.values());
      } else {
        stack.push(top.alone());
      }
    }
  }

  /**
   * The roots of the maximal subtrees, first blocks first.
   *
   * @param endBlock no partition after this one holds a block before here
   */
  public List<Subtree> finish(long endBlock) {
    settle(endBlock);
    List<Subtree> roots = new ArrayList<>();
    for (Iterator<Subtree> all = stack.descendingIterator(); all.hasNext(); ) {
      roots.add(all.next());
    }
    return roots;
  }

  /**
   * Joins the roots of all partitions; the order in which they arrive does not matter.
   *
   * @param roots none within another; their arrays are used up
   * @return the sum of all blocks; zeros if there is none
   */
  public static float[] join(Collection<Subtree> roots, int length) {
    Map<Integer, TreeMap<Long, Subtree>> byLevel = new TreeMap<>();
    for (Subtree root : roots) {
      put(byLevel, root);
    }
    int left = roots.size();
    for (int level = 0; left > 1; level++) {
      TreeMap<Long, Subtree> row = byLevel.getOrDefault(level, new TreeMap<>());
      while (!row.isEmpty()) {
        Subtree first = row.pollFirstEntry().getValue();
        Subtree sibling = row.remove(first.index() ^ 1);
        put(byLevel, sibling == null ? first.alone() : first.plus(sibling));
        left -= sibling == null ? 0 : 1;
      }
    }
    return byLevel.values().stream()
        .flatMap(row -> row.values().stream())
        .findFirst()
        .map(Subtree::values)
        .orElseGet(() -> new float[length]);
  }

  private static void put(Map<Integer, TreeMap<Long, Subtree>> byLevel, Subtree node) {
    Subtree other =
        byLevel.computeIfAbsent(node.level(), l -> new TreeMap<>()).put(node.index(), node);
    Check.that(other == null, "node %s of level %s came twice", node.index(), node.level());
  }
}
