package dev.convoy.network;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Arrays that serve one tensor after another while a runner is planned. */
final class ArrayPool {
  /** What the arrays of a pool are made for. */
  enum Purpose {
    /** To be used. */
    RUN,
    /** To be counted: they have no elements, and take no memory. */
    PLAN
  }

  private final Purpose purpose;
  private final List<float[]> free = new ArrayList<>();
  private final Map<float[], Integer> lengths = new IdentityHashMap<>();
  private long allocatedFloats;

  ArrayPool(Purpose purpose) {
    this.purpose = purpose;
  }

  /** The smallest free array that is large enough, or a new one. */
  float[] take(Shape shape) {
    int wanted = shape.length();
    int best = -1;
    for (int i = 0; i < free.size(); i++) {
      int length = lengths.get(free.get(i));
      if (length >= wanted && (best < 0 || length < lengths.get(free.get(best)))) {
        best = i;
      }
    }
    return best >= 0 ? free.remove(best) : make(wanted);
  }

  private float[] make(int length) {
    float[] array = new float[purpose == Purpose.RUN ? length : 0];
    lengths.put(array, length);
    allocatedFloats += length;
    return array;
  }

  /** The tensor in this array is needed no more. */
  void giveBack(float[] array) {
    free.add(array);
  }

  /** Floats of all arrays ever made, or counted. */
  long allocatedFloats() {
    return allocatedFloats;
  }
}
