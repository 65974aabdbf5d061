package dev.convoy.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Winograd's algorithm loses to rounding, against sums in float64, on the shapes of the
 * convolutions of VGG-16 and ResNet-50 that it takes; inputs after a rectifier, weights of He's
 * distribution.
 */
class WinogradErrorTest {
  private static final long SEED = 29;
  private static final int SAMPLED_PIXELS = 150;

  /** Promised in {@code docs/bench/convolution.md}, of the largest output. */
  private static final double BOUND = 2e-5;

  @ParameterizedTest
  @CsvSource({
    "64, 224, 64",
    "64, 112, 128",
    "128, 112, 128",
    "128, 56, 256",
    "256, 56, 256",
    "256, 28, 512",
    "512, 28, 512",
    "512, 14, 512",
    "64, 56, 64",
    "128, 28, 128",
    "256, 14, 256",
    "512, 7, 512"
  })
  void staysBelowTheBound(int inC, int side, int outC) {
    ConvGeometry g = ConvGeometries.conv(1, side, side, inC, outC, 3, 1, Padding.all(1), 1);
    assertThat(g.isWinograd()).isTrue();
    Random random = new Random(SEED);
    float[] x = Arrays32.random(g.input().count(), random);
    Relu.forward(x.length, x, x);
    float[] w = Arrays32.random(g.weightShape().count(), random);
    float deviation = (float) Math.sqrt(2.0 / (9 * inC));
    for (int i = 0; i < w.length; i++) {
      w[i] *= deviation;
    }
    MicroKernels kernels = Kernels.named(KernelsUnderTest.name());
    float[] y = new float[g.outputShape().length()];
    Conv2d.forward(g, x, Conv2d.pack(g, w, kernels), new float[0], y, new Workspace(kernels));
    double error = 0;
    for (int i = 0; i < SAMPLED_PIXELS; i++) {
      error = Math.max(error, largestError(g, x, w, y, random.nextInt(side * side)));
    }
    double relative = error / Arrays32.largest(y);
    assertThat(relative).as("%s -> %s at %s", inC, outC, side).isBetween(1e-9, BOUND);
  }

  private static double largestError(ConvGeometry g, float[] x, float[] w, float[] y, int pixel) {
    int inC = g.input().c();
    int outC = g.outC();
    double[] sums = new double[outC];
    for (int tap = 0; tap < 9; tap++) {
      int h = pixel / g.outW() + tap / 3 - 1;
      int v = pixel % g.outW() + tap % 3 - 1;
      if (h < 0 || v < 0 || h >= g.input().h() || v >= g.input().w()) {
        continue;
      }
      for (int ic = 0; ic < inC; ic++) {
        double value = x[(h * g.input().w() + v) * inC + ic];
        for (int oc = 0; oc < outC; oc++) {
          sums[oc] += value * w[(tap * inC + ic) * outC + oc];
        }
      }
    }
    double error = 0;
    for (int oc = 0; oc < outC; oc++) {
      error = Math.max(error, Math.abs(sums[oc] - y[pixel * outC + oc]));
    }
    return error;
  }
}
