package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertClose;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointwiseOperatorsTest {
  private static final long SEED = 5;
  private static final double ONE_ROUNDING = 0x1p-23;
  private static final float[] SOME_VARIANCES = {0.5f, 1, 2, 1e-6f, 40};

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16, 17, 31})
  void rectifiersFollowTheirFormulas(int count) {
    float[] x = random(count, random);
    for (int i = 0; i < count; i++) {
      x[i] *= 5;
    }
    float[] relu = filledWithNaN(count);
    float[] relu6 = filledWithNaN(count);
    float[] leaky = filledWithNaN(count);
    Relu.forward(count, x, relu);
    Relu.forward6(count, x, relu6);
    Relu.forwardLeaky(count, 0.1f, x, leaky, Workspaces.underTest());
    for (int i = 0; i < count; i++) {
      assertThat(relu[i]).isEqualTo(x[i] > 0 ? x[i] : 0f);
      assertThat(relu6[i]).isEqualTo(x[i] > 6 ? 6f : x[i] > 0 ? x[i] : 0f);
      assertThat(leaky[i]).isEqualTo(x[i] > 0 ? x[i] : 0.1f * x[i]);
    }
  }

  @Test
  void rectifiersLetNaNThrough() {
    float[] y = new float[1];
    float[] nan = {Float.NaN};
    Relu.forward(1, nan, y);
    assertThat(y[0]).isNaN();
    Relu.forward6(1, nan, y);
    assertThat(y[0]).isNaN();
    Relu.forwardLeaky(1, 0.5f, nan, y, Workspaces.underTest());
    assertThat(y[0]).isNaN();
  }

  @Test
  void bitsOfARectifierAreSetOnItsLinearPart() {
    float[] y = {0, 3, 6, 1, 0, 0, 2, 5, 7};
    byte[] bits = {-1, -1};
    Relu.keepLinear(9, y, 0, bits, 0);
    assertThat(bits).isEqualTo(new byte[] {(byte) 0b1100_1110, 1});
    Relu.keepLinear6(9, y, 0, bits, 0);
    assertThat(bits).isEqualTo(new byte[] {(byte) 0b1100_1010, 0});
  }

  @Test
  void sigmoidIsTheLogisticFunctionAtItsEnds() {
    float[] x = {0, 1, -1, 100, -100, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    float[] y = filledWithNaN(x.length);
    Sigmoid.forward(x.length, x, y, Workspaces.underTest());
    double[] expected = {0.5, 1 / (1 + Math.exp(-1)), 1 / (1 + Math.E), 1, 0, 1, 0};
    assertClose("sigmoid", y, expected, ONE_ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 33})
  void softmaxSumsToOneAndIgnoresAShift(int classes) {
    float[] x = random(2L * classes, random);
    float[] y = filledWithNaN(x.length);
    Softmax.forward(2, classes, x, y, Workspaces.underTest());
    double[] expected = new double[x.length];
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(x[row * classes + c]);
      }
      for (int c = 0; c < classes; c++) {
        expected[row * classes + c] = Math.exp(x[row * classes + c]) / sum;
      }
    }
    assertClose("softmax", y, expected, ONE_ROUNDING);

    float[] huge = {1000, 1000, -1000};
    Softmax.forward(1, 3, huge, huge, Workspaces.underTest());
    assertThat(huge).containsExactly(0.5f, 0.5f, 0f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 16, 17, 33, 64})
  void batchNormUsesTheStoredStatistics(int channels) {
    int rows = 7;
    float[] x = random((long) rows * channels, random);
    float[] gamma = random(channels, random);
    float[] beta = random(channels, random);
    float[] mean = random(channels, random);
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      variance[c] = SOME_VARIANCES[c % SOME_VARIANCES.length];
    }
    float[] scale = BatchNorm.scale(gamma, variance, 1e-5);
    float[] shift = BatchNorm.shift(gamma, beta, mean, variance, 1e-5);
    float[] y = filledWithNaN(x.length);
    BatchNorm.forward(rows, x, scale, shift, y, Workspaces.underTest());
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      double factor = gamma[c] / Math.sqrt(variance[c] + 1e-5);
      double expected = (x[i] - mean[c]) * factor + beta[c];
      double terms = Math.abs(x[i] * factor) + Math.abs(mean[c] * factor) + Math.abs(beta[c]);
      assertThat(Math.abs(y[i] - expected)).isLessThan(4 * ONE_ROUNDING * terms);
    }
  }

  @Test
  void batchNormOfADeadChannelIsNamed() {
    assertThatThrownBy(() -> BatchNorm.scale(new float[2], new float[] {1, -1}, 0))
        .hasMessageContaining("variance of channel 1 is -1.0");
  }

  @Test
  void addAddsAndMayWriteOverItsInput() {
    float[] a = {1, 2, 3};
    float[] b = {10, 20, 30};
    Add.forward(3, a, b, a);
    assertThat(a).containsExactly(11, 22, 33);
  }

  @Test
  void concatPutsEachInputAtItsChannels() {
    float[] y = filledWithNaN(2 * 3);
    Concat.forward(2, 1, 0, 3, new float[] {1, 2}, y);
    Concat.forward(2, 2, 1, 3, new float[] {3, 4, 5, 6}, y);
    assertThat(y).containsExactly(1, 3, 4, 2, 5, 6);
  }

  @Test
  void padPutsAFrameAroundEveryImage() {
    Shape input = Shape.of(2, 1, 2, 1);
    float[] y = filledWithNaN(2 * 3 * 4);
    Pad2d.forward(input, new Padding(1, 1, 2, 0), 9, new float[] {1, 2, 3, 4}, y);
    assertThat(y)
        .containsExactly(9, 9, 9, 9, 9, 9, 1, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 3, 4, 9, 9, 9, 9);
  }

  @Test
  void globalAverageIsTheMeanOfEachChannel() {
    float[] y = filledWithNaN(4);
    GlobalAveragePool.forward(
        Shape.of(2, 1, 3, 2),
        new float[] {1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60},
        y,
        Workspaces.underTest());
    assertThat(y).containsExactly(2, 20, 5, 50);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 16, 17, 33, 64, 80})
  void globalAverageIsThatOfAWindowAsLargeAsTheImage(int channels) {
    Shape input = Shape.of(3, 5, 4, channels);
    float[] x = random(input.count(), random);
    float[] y = filledWithNaN(3L * channels);
    float[] expected = filledWithNaN(3L * channels);
    Window whole = new Window(5, 4, 1, 1, 1, 1);
    PoolGeometry g = new PoolGeometry(input, whole, Padding.NONE, PoolGeometry.Rounding.FLOOR);
    Workspace ws = Workspaces.underTest();
    GlobalAveragePool.forward(input, x, y, ws);
    AveragePool2d.forward(g, AveragePool2d.Divisor.IMAGE_ONLY, x, expected, ws);
    assertThat(y).isEqualTo(expected);
  }

  @Test
  void shortArraysAreNamedAtTheDoor() {
    assertThatThrownBy(() -> Relu.forward(3, new float[2], new float[3]))
        .hasMessage("relu x: array has 2 elements, needs 3");
    assertThatThrownBy(
            () ->
                GlobalAveragePool.forward(
                    Shape.of(1, 2, 2, 1), new float[4], new float[0], Workspaces.underTest()))
        .hasMessage("global average pool y: array has 0 elements, needs 1");
  }
}
