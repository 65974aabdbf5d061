package dev.convoy.network;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Arrays that serve one tensor after another while a runner is planned. */
final class ArrayPool {
  private final List<float[]> free = new ArrayList<>();
  private long allocatedFloats;

  /** The smallest free array that is large enough, or a new one. */
  float[] take(Shape shape) {
    int length = shape.length();
    float[] best = new float[0];
    for (float[] candidate : free) {
      boolean smaller = best.length < length || candidate.length < best.length;
      if (candidate.length >= length && smaller) {
        best = candidate;
      }
    }
    if (best.length >= length && free.remove(best)) {
      return best;
    }
    allocatedFloats += length;
    return new float[length];
  }

  /** The tensor in this array is needed no more. */
  void giveBack(float[] array) {
    free.add(array);
  }

  /** Floats of all arrays ever made. */
  long allocatedFloats() {
    return allocatedFloats;
  }
}
