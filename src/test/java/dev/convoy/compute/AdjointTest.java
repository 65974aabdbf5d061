package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.ROUNDING;
import static dev.convoy.compute.Arrays32.dot;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.largest;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.sumOfSizes;
import static dev.convoy.compute.Arrays32.wholeNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For a linear operator f and any x and u: {@code dot(f(x), u) = dot(x, gradInput(u))}.
 *
 * <p>Where f only multiplies and adds, x and u are small whole numbers: then nothing is rounded and
 * both sides are equal. No oracle takes part, only forward. Winograd's transforms multiply by
 * thirds, so there both sides are only close.
 */
class AdjointTest {
  private static final long SEED = 19;
  private static final MicroKernels KERNELS = Kernels.named(KernelsUnderTest.name());

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @MethodSource("dev.convoy.compute.ConvGeometries#hostile")
  void ofConvolution(ConvGeometry g) {
    ConvTensors t = ConvTensors.wholeNumbers(g, SEED);
    Workspace ws = new Workspace(KERNELS);
    double forward = dot(t.forward(KERNELS), t.gradOutput());
    double slack = g.isWinograd() || g.hasTurned() && g.turned().isWinograd() ? 1e-5 : 0;
    double tolerance = slack * largest(t.forward(KERNELS)) * sumOfSizes(t.gradOutput());
    assertThat(dot(t.x(), t.gradInput(KERNELS, ws))).isCloseTo(forward, within(tolerance));
    float[] gradWeights = t.addGradWeights(new float[t.w().length], ws);
    assertThat(dot(t.w(), gradWeights)).isCloseTo(forward, within(tolerance));
  }

  @ParameterizedTest
  @MethodSource("dev.convoy.compute.ConvGeometries#hostile")
  void ofTheBiasOfAConvolution(ConvGeometry g) {
    ConvTensors t = ConvTensors.wholeNumbers(g, SEED);
    float[] bias = wholeNumbers(g.outC(), random);
    float[] y = filledWithNaN(t.gradOutput().length);
    PackedFilters none = Conv2d.pack(g, new float[t.w().length], KERNELS);
    Conv2d.forward(g, t.x(), none, bias, y, new Workspace(KERNELS));
    assertThat(dot(bias, t.addGradBias(new float[g.outC()]))).isEqualTo(dot(y, t.gradOutput()));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 259, 35", "13, 17, 300", "257, 2, 3"})
  void ofDense(int n, int inFeatures, int outFeatures) {
    float[] x = wholeNumbers((long) n * inFeatures, random);
    float[] w = wholeNumbers((long) inFeatures * outFeatures, random);
    float[] bias = wholeNumbers(outFeatures, random);
    float[] u = wholeNumbers((long) n * outFeatures, random);
    Workspace ws = new Workspace(KERNELS);
    float[] y = filledWithNaN(u.length);
    PackedFilters packed = Dense.pack(inFeatures, outFeatures, w, KERNELS);
    Dense.forward(n, inFeatures, outFeatures, x, packed, bias, y, ws);
    float[] gradInput = filledWithNaN(x.length);
    PackedFilters turned = Dense.packTurned(inFeatures, outFeatures, w, KERNELS);
    Dense.gradInput(n, inFeatures, outFeatures, u, turned, gradInput, ws);
    float[] gradWeights = new float[w.length];
    Dense.addGradWeights(n, inFeatures, outFeatures, x, u, gradWeights, 0, ws);
    float[] gradBias = new float[outFeatures];
    Dense.addGradBias(n, outFeatures, u, gradBias, 0);
    double biasPart = dot(bias, gradBias);
    assertThat(dot(x, gradInput) + biasPart).isEqualTo(dot(y, u));
    assertThat(dot(w, gradWeights) + biasPart).isEqualTo(dot(y, u));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0", "1, 0, 0, 0", "0, 2, 0, 0", "0, 0, 3, 0", "0, 0, 0, 1", "2, 1, 3, 4"})
  void ofPad(int top, int bottom, int left, int right) {
    Shape input = Shape.of(3, 4, 5, 7);
    Padding pad = new Padding(top, bottom, left, right);
    float[] x = wholeNumbers(input.count(), random);
    float[] u = wholeNumbers(Pad2d.outputShape(input, pad).count(), random);
    float[] y = filledWithNaN(u.length);
    Pad2d.forward(input, pad, 0, x, y);
    float[] gradInput = filledWithNaN(x.length);
    Pad2d.gradInput(input, pad, u, gradInput);
    assertThat(dot(x, gradInput)).isEqualTo(dot(y, u));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0, 1", "6, 5, 0, 17", "6, 5, 12, 17", "7, 3, 4, 11"})
  void ofConcat(int rows, int c, int firstC, int outC) {
    float[] x = wholeNumbers((long) rows * c, random);
    float[] u = wholeNumbers((long) rows * outC, random);
    float[] y = new float[u.length]; // the other channels
    Concat.forward(rows, c, firstC, outC, x, y);
    float[] gradInput = filledWithNaN(x.length);
    Concat.gradInput(rows, c, firstC, outC, u, gradInput);
    assertThat(dot(x, gradInput)).isEqualTo(dot(y, u));
  }

  @Test
  void ofBatchNorm() {
    int rows = 7;
    int channels = 17;
    float[] x = wholeNumbers((long) rows * channels, random);
    float[] u = wholeNumbers((long) rows * channels, random);
    float[] scale = wholeNumbers(channels, random);
    float[] y = filledWithNaN(x.length);
    BatchNorm.forward(rows, x, scale, new float[channels], y, new Workspace(KERNELS));
    float[] gradInput = filledWithNaN(x.length);
    BatchNorm.gradInput(rows, u, scale, gradInput);
    assertThat(dot(x, gradInput)).isEqualTo(dot(y, u));
  }

  /** Linear in factor and offset, too. The roots of the variances are powers of two: exact. */
  @Test
  void ofTheParametersOfBatchNorm() {
    int rows = 13;
    int channels = 5;
    float[] variance = {1, 0.25f, 4, 0.0625f, 16};
    float[] mean = wholeNumbers(channels, random);
    float[] gamma = wholeNumbers(channels, random);
    float[] beta = wholeNumbers(channels, random);
    float[] x = wholeNumbers((long) rows * channels, random);
    float[] u = wholeNumbers((long) rows * channels, random);
    float[] y = filledWithNaN(x.length);
    float[] shift = BatchNorm.shift(gamma, beta, mean, variance, 0);
    BatchNorm.forward(
        rows, x, BatchNorm.scale(gamma, variance, 0), shift, y, new Workspace(KERNELS));
    float[] gradients = new float[2 * channels];
    float[] inverse = BatchNorm.inverseDeviation(variance, 0);
    BatchNorm.addGradParameters(rows, x, u, mean, inverse, gradients, channels, 0);
    float[] parameters = new float[2 * channels];
    System.arraycopy(beta, 0, parameters, 0, channels);
    System.arraycopy(gamma, 0, parameters, channels, channels);
    assertThat(dot(parameters, gradients)).isEqualTo(dot(y, u));
  }

  @ParameterizedTest
  @MethodSource("dev.convoy.compute.Pool2dBackwardTest#hostileGeometries")
  void ofAveragePool(PoolGeometry g) {
    float[] x = random(g.input().count(), random);
    float[] u = random(g.outputShape().count(), random);
    for (AveragePool2d.Divisor divisor : AveragePool2d.Divisor.values()) {
      float[] y = filledWithNaN(u.length);
      AveragePool2d.forward(g, divisor, x, y, new Workspace(KERNELS));
      float[] gradInput = filledWithNaN(x.length);
      AveragePool2d.gradInput(g, divisor, u, gradInput);
      assertAdjoint(x, gradInput, y, u, g.window().taps());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "3, 5, 7, 17", "2, 1, 13, 4"})
  void ofGlobalAveragePool(int n, int h, int w, int c) {
    Shape input = Shape.of(n, h, w, c);
    float[] x = random(input.count(), random);
    float[] u = random((long) n * c, random);
    float[] y = filledWithNaN(u.length);
    GlobalAveragePool.forward(input, x, y, new Workspace(KERNELS));
    float[] gradInput = filledWithNaN(x.length);
    GlobalAveragePool.gradInput(input, u, gradInput);
    assertAdjoint(x, gradInput, y, u, h * w);
  }

  /**
   * An output is a mean of up to {@code taps} values, rounded as often by adding and once by
   * dividing: off by {@code (taps + 1) * ROUNDING * max|x|}. So each side is off by the sum over
   * outputs of that times |u|.
   */
  private static void assertAdjoint(float[] x, float[] gradInput, float[] y, float[] u, int taps) {
    double tolerance = 2 * (taps + 1) * ROUNDING * largest(x) * sumOfSizes(u);
    assertThat(dot(x, gradInput)).isCloseTo(dot(y, u), within(tolerance));
  }
}
