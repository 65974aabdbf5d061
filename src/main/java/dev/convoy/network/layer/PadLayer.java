package dev.convoy.network.layer;

import dev.convoy.compute.Pick;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds indices at both ends of every axis, or takes some away, as ONNX's Pad and NumPy's {@code
 * pad}.
 *
 * <pre>
 *   a b c with 2 before and 2 behind
 *   CONSTANT   . . a b c . .
 *   EDGE       a a a b c c c
 *   REFLECT    c b a b c b a
 *   WRAP       b c a b c a b
 * </pre>
 *
 * @param ends one for each axis
 * @param mode what the new indices hold
 * @param value of {@link Mode#CONSTANT}
 */
public record PadLayer(List<PadLayer.Ends> ends, PadLayer.Mode mode, float value)
    implements PickingLayer {
  /** What new indices hold. */
  public enum Mode {
    /** One value. */
    CONSTANT,
    /** The nearest index. */
    EDGE,
    /** The axis mirrored at its first or last index, which is not repeated. */
    REFLECT,
    /** The axis again from its other end. */
    WRAP
  }

  /** How many indices are added at both ends of an axis; a negative number takes away. */
  public record Ends(int before, int after) implements Serializable {
    /** The axis as it is. */
    public static final Ends NONE = new Ends(0, 0);
  }

  public PadLayer {
    ends = List.copyOf(ends);
  }

  @Override
  public String kind() {
    return "pad";
  }

  @Override
  public Pick pick(Shape input) {
    Check.that(ends.size() == input.rank(), "pad: %s axes for input %s", ends.size(), input);
    List<int[]> tables = new ArrayList<>();
    for (int axis = 0; axis < ends.size(); axis++) {
      tables.add(table(axis, input.size(axis), ends.get(axis)));
    }
    return Pick.of(input, tables, value);
  }

  /** What is taken away is gone before new indices are made. */
  private int[] table(int axis, int size, Ends ends) {
    long length = (long) ends.before + size + ends.after;
    int first = Math.max(0, -ends.before);
    int end = Math.min(size, size + ends.after);
    Check.that(
        length > 0 && length < Integer.MAX_VALUE && first < end,
        "pad: axis %s has %s, %s before and %s behind leave nothing",
        axis,
        size,
        ends.before,
        ends.after);
    int left = end - first;
    int most = Math.max(ends.before, ends.after);
    Check.that(
        mode != Mode.REFLECT || most < left,
        "pad: axis %s has %s, so that reflecting gives at most %s more, not %s",
        axis,
        left,
        left - 1,
        most);
    int[] table = new int[(int) length];
    for (int i = 0; i < table.length; i++) {
      int at = i - Math.max(0, ends.before);
      boolean inside = at >= 0 && at < left;
      table[i] = inside || mode != Mode.CONSTANT ? first + nearest(at, left) : Pick.NONE;
    }
    return table;
  }

  private int nearest(int at, int size) {
    return switch (mode) {
      case CONSTANT, EDGE -> Math.max(0, Math.min(at, size - 1));
      case REFLECT -> {
        int mirrored = Math.abs(at);
        yield mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
      }
      case WRAP -> Math.floorMod(at, size);
    };
  }
}
