package dev.convoy.job.sum;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * The sum of the blocks {@code [index << level, (index + 1) << level)}: one node of the tree.
 *
 * <p>Travels as raw bytes: Java's own way with float arrays takes several times as long.
 */
public final class Subtree implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int CHUNK = 1 << 16;

  private final int level;
  private final long index;
  private transient float[] values;
  private transient int from;
  private transient int length;

  /**
   * A node.
   *
   * @param level 0 for a block itself
   * @param index place among the nodes of its level
   * @param values the sum; owned by whoever holds the node
   */
  Subtree(int level, long index, float[] values) {
    this(level, index, values, 0, values.length);
  }

  private Subtree(int level, long index, float[] values, int from, int length) {
    this.level = level;
    this.index = index;
    this.values = values;
    this.from = from;
    this.length = length;
  }

  int level() {
    return level;
  }

  long index() {
    return index;
  }

  /** The whole array; of a slice once it has travelled. */
  float[] values() {
    return values;
  }

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

  /** The same node for the values [first, end): a window on this one's array until it travels. */
  Subtree slice(int first, int end) {
    return new Subtree(level, index, values, first, end - first);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeInt(length);
    byte[] bytes = new byte[Math.min(length, CHUNK) * Float.BYTES];
    for (int done = 0; done < length; done += CHUNK) {
      int count = Math.min(CHUNK, length - done);
      ByteBuffer.wrap(bytes).asFloatBuffer().put(values, from + done, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    length = in.readInt();
    values = new float[length];
    byte[] bytes = new byte[Math.min(length, CHUNK) * Float.BYTES];
    for (int done = 0; done < length; done += CHUNK) {
      int count = Math.min(CHUNK, length - done);
      in.readFully(bytes, 0, count * Float.BYTES);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values, done, count);
    }
  }
}
