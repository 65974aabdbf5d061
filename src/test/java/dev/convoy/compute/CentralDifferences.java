package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.dot;

import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Slopes of {@code loss = dot(f(x), u)} from forward alone: {@code (loss(x + h) - loss(x - h)) /
 * 2h}, summed in double. Where x and h are multiples of {@link #STEP}, {@code x + h} is exact.
 */
final class CentralDifferences {
  /** Here rounding, {@code ROUNDING / h}, and curvature, {@code h^2 / 48}, are both about 1e-6. */
  static final float STEP = 0x1p-7f;

  private CentralDifferences() {}

  /** Random multiples of the step. */
  static float[] wholeSteps(int count, double deviation, Random random) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = Math.round(random.nextGaussian() * deviation / STEP) * STEP;
    }
    return x;
  }

  /**
   * One for each value of x.
   *
   * @param forward sets its second array to f of its first, of the same length
   */
  static double[] slopes(float[] x, float[] u, BiConsumer<float[], float[]> forward) {
    double[] slopes = new double[x.length];
    float[] moved = x.clone();
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      moved[i] = x[i] + STEP;
      forward.accept(moved, y);
      double above = dot(y, u);
      moved[i] = x[i] - STEP;
      forward.accept(moved, y);
      slopes[i] = (above - dot(y, u)) / (2 * STEP);
      moved[i] = x[i];
    }
    return slopes;
  }
}
