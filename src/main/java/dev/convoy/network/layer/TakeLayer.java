package dev.convoy.network.layer;

import dev.convoy.compute.Pick;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Chosen indices of one axis, in any order and any number of times.
 *
 * @param axis of an image
 * @param indices from 0 on
 */
public record TakeLayer(int axis, List<Integer> indices) implements PickingLayer {
  public TakeLayer {
    indices = List.copyOf(indices);
    Check.that(!indices.isEmpty(), "take: no indices, needs at least 1");
  }

  @Override
  public String kind() {
    return "take";
  }

  @Override
  public Pick pick(Shape input) {
    Check.that(axis >= 0 && axis < input.rank(), "take: axis %s of input %s", axis, input);
    List<int[]> tables = new ArrayList<>();
    for (int i = 0; i < input.rank(); i++) {
      tables.add(Pick.all(input.size(i)));
    }
    for (int index : indices) {
      Check.that(
          index >= 0 && index < input.size(axis),
          "take: index %s of axis %s, which has %s",
          index,
          axis,
          input.size(axis));
    }
    tables.set(axis, indices.stream().mapToInt(Integer::intValue).toArray());
    return Pick.of(input, tables, 0f);
  }
}
