package dev.convoy.network.layer;

import dev.convoy.compute.Pick;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of every image.
 *
 * @param ranges one for each axis
 */
public record SliceLayer(List<SliceLayer.Range> ranges) implements PickingLayer {
  /**
   * Indices {@code start, start + step, ...} of one axis.
   *
   * @param step may be negative, not 0
   * @param count how many indices, at least 1
   */
  public record Range(int start, int step, int count) implements Serializable {
    public Range {
      Check.that(
          step != 0 && count > 0 && start >= 0,
          "slice: start %s, step %s, count %s; needs a start of 0 or more, a step that is not 0"
              + " and a count of 1 or more",
          start,
          step,
          count);
    }

    /** All of an axis. */
    public static Range all(int size) {
      return new Range(0, 1, size);
    }

    private int[] table(int axis, int size) {
      long last = start + (count - 1L) * step;
      Check.that(
          start < size && last >= 0 && last < size,
          "slice: indices %s to %s of axis %s, which has %s",
          start,
          last,
          axis,
          size);
      int[] table = new int[count];
      for (int i = 0; i < count; i++) {
        table[i] = start + i * step;
      }
      return table;
    }
  }

  public SliceLayer {
    ranges = List.copyOf(ranges);
  }

  @Override
  public String kind() {
    return "slice";
  }

  @Override
  public Pick pick(Shape input) {
    Check.that(
        ranges.size() == input.rank(), "slice: %s ranges for input %s", ranges.size(), input);
    List<int[]> tables = new ArrayList<>();
    for (int axis = 0; axis < ranges.size(); axis++) {
      tables.add(ranges.get(axis).table(axis, input.size(axis)));
    }
    return Pick.of(input, tables, 0f);
  }
}
