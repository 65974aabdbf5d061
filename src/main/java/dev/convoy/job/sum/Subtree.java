package dev.convoy.job.sum;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The sum of the blocks {@code [index << level, (index + 1) << level)}: one node of the tree.
 *
 * @param level 0 for a block itself
 * @param index place among the nodes of its level
 * @param values the sum; owned by whoever holds the node
 */
public record Subtree(int level, long index, float[] values) implements Serializable {
  /** First block of the parent. */
  long parentFirst() {
    return index >> 1 << level + 1;
  }

  /** First block after the parent. */
  long parentEnd() {
    return (index >> 1) + 1 << level + 1;
  }

  boolean isSiblingOf(Subtree other) {
    return level == other.level && (index ^ 1) == other.index;
  }

  /** The parent where no block lies under the sibling: the same values. */
  Subtree alone() {
    return new Subtree(level + 1, index >> 1, values);
  }

  /** The parent: this node's values plus those of its sibling to the right, in this one's array. */
  Subtree plus(Subtree right) {
    float[] sum = values;
    float[] other = right.values;
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return alone();
  }

  /** The same node for a part of the values. */
  Subtree slice(int from, int to) {
    return new Subtree(level, index, Arrays.copyOfRange(values, from, to));
  }
}
