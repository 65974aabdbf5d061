package dev.convoy.bench;

import dev.convoy.compute.ConvGeometry;
import dev.convoy.tensor.Shape;
import java.util.Random;

/**
 * What one convolution reads: images and upstream gradient NHWC, filters HWIO. Drawn from the
 * normal distribution, filters by He's rule, so that outputs are of size 1.
 */
public record ConvData(float[] x, float[] w, float[] bias, float[] gradOutput) {
  private static final int SEED = 20260;

  public static ConvData random(ConvGeometry g) {
    Random random = new Random(SEED);
    double inputsPerOutput = (double) g.weightShape().count() / g.outC();
    return new ConvData(
        normal(g.input(), 1, random),
        normal(g.weightShape(), Math.sqrt(2 / inputsPerOutput), random),
        normal(Shape.of(g.outC()), 0.1, random),
        normal(g.outputShape(), 1, random));
  }

  /** The sum of four uniform numbers: near enough to normal, and quick to draw. */
  static float[] normal(Shape shape, double deviation, Random random) {
    float[] values = new float[shape.length()];
    float scale = (float) (deviation * Math.sqrt(3));
    for (int i = 0; i < values.length; i++) {
      float sum = random.nextFloat() + random.nextFloat() + random.nextFloat() + random.nextFloat();
      values[i] = (sum - 2) * scale;
    }
    return values;
  }
}
