package dev.convoy.bench.peers;

import dev.convoy.tensor.Shape;

/** Tensors with their axes in another order: between Convoy's layouts and the peers'. */
final class Transposed {
  private Transposed() {}

  /** Images {@code [N, H, W, C]} as {@code [N, C, H, W]}. */
  static float[] nchw(float[] nhwc, Shape shape) {
    return of(nhwc, shape, 0, 3, 1, 2);
  }

  /** Images {@code [N, C, H, W]} as {@code [N, H, W, C]}; {@code shape} is the latter. */
  static float[] nhwc(float[] nchw, Shape shape) {
    return of(nchw, Shape.of(shape.n(), shape.c(), shape.h(), shape.w()), 0, 2, 3, 1);
  }

  /** Filters {@code [H, W, in, out]} as {@code [out, in, H, W]}. */
  static float[] oihw(float[] hwio, Shape shape) {
    return of(hwio, shape, 3, 2, 0, 1);
  }

  /** Filters {@code [out, in, H, W]} as {@code [H, W, in, out]}; {@code shape} is the latter. */
  static float[] hwio(float[] oihw, Shape shape) {
    Shape from = Shape.of(shape.size(3), shape.size(2), shape.size(0), shape.size(1));
    return of(oihw, from, 2, 3, 1, 0);
  }

  /**
   * Any tensor of four axes.
   *
   * @param axes which axis of {@code from} becomes the first, second, third and fourth
   */
  private static float[] of(float[] values, Shape from, int... axes) {
    int[] steps = {1, 1, 1, 1};
    for (int axis = 2; axis >= 0; axis--) {
      steps[axis] = steps[axis + 1] * from.size(axis + 1);
    }
    float[] result = new float[from.length()];
    int at = 0;
    for (int a = 0; a < from.size(axes[0]); a++) {
      for (int b = 0; b < from.size(axes[1]); b++) {
        for (int c = 0; c < from.size(axes[2]); c++) {
          int first = a * steps[axes[0]] + b * steps[axes[1]] + c * steps[axes[2]];
          for (int d = 0; d < from.size(axes[3]); d++) {
            result[at++] = values[first + d * steps[axes[3]]];
          }
        }
      }
    }
    return result;
  }
}
