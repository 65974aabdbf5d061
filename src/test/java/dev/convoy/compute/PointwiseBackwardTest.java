package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.ROUNDING;
import static dev.convoy.compute.Arrays32.assertSet;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.largest;
import static dev.convoy.compute.Arrays32.part;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.sumOfSizes;
import static dev.convoy.compute.Arrays32.tolerance;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static dev.convoy.compute.CentralDifferences.STEP;
import static dev.convoy.compute.CentralDifferences.slopes;
import static dev.convoy.compute.CentralDifferences.wholeSteps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backward of the operators that move or scale values; for rectifiers see their own test. */
class PointwiseBackwardTest {
  private static final long SEED = 31;

  private final Random random = new Random(SEED);

  /** The third derivative of the logistic function is at most 1/8. */
  @Test
  void slopeOfSigmoid() {
    int count = 61;
    float[] x = wholeSteps(count, 3, random);
    float[] u = random(count, random);
    float[] y = filledWithNaN(count);
    Sigmoid.forward(count, x, y, Workspaces.underTest());
    float[] gradInput = withNaNBehind(filledWithNaN(count));
    Sigmoid.gradInput(count, withNaNBehind(y), withNaNBehind(u), gradInput);
    double[] expected =
        slopes(x, u, (in, out) -> Sigmoid.forward(count, in, out, Workspaces.underTest()));
    assertSet("gradInput", gradInput, expected, largest(u) * differenceError());
  }

  /**
   * The error of a central difference for an upstream gradient of 1: y is at most 1 and rounded
   * once, a third derivative at most 1/8; and the gradient itself is rounded up to four times.
   */
  private static double differenceError() {
    return ROUNDING / STEP + STEP * STEP / 6 / 8 + 4 * ROUNDING;
  }

  @Test
  void sigmoidIsFlatAtItsEnds() {
    float[] gradInput = filledWithNaN(2);
    Sigmoid.gradInput(2, new float[] {0, 1}, new float[] {5, 5}, gradInput);
    assertThat(gradInput).containsExactly(0, 0);
  }

  /** As a function of one score every probability is a logistic function or one minus it. */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "2, 10", "3, 17"})
  void slopeOfSoftmax(int rows, int classes) {
    int count = rows * classes;
    float[] x = wholeSteps(count, 1, random);
    float[] u = random(count, random);
    float[] y = filledWithNaN(count);
    Softmax.forward(rows, classes, x, y, Workspaces.underTest());
    float[] gradInput = withNaNBehind(filledWithNaN(count));
    Softmax.gradInput(rows, classes, withNaNBehind(y), withNaNBehind(u), gradInput);
    double[] expected =
        slopes(x, u, (in, out) -> Softmax.forward(rows, classes, in, out, Workspaces.underTest()));
    assertSet("gradInput", gradInput, expected, sumOfSizes(u) * differenceError());
  }

  @Test
  void parametersOfBatchNormGetTheSumsOfTheirFormulas() {
    int rows = 13;
    int channels = 5;
    float[] x = random(rows * channels, random);
    float[] u = random(rows * channels, random);
    float[] mean = random(channels, random);
    float[] variance = {0.5f, 1, 2, 1e-6f, 40};
    float[] inverse = BatchNorm.inverseDeviation(variance, 1e-5);
    float[] normal = new float[x.length]; // for the size of the terms
    double[] gamma = new double[channels];
    double[] beta = new double[channels];
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      double exact = (x[i] - (double) mean[c]) / Math.sqrt(variance[c] + 1e-5);
      normal[i] = (float) exact;
      gamma[c] += u[i] * exact;
      beta[c] += u[i];
    }
    AddedTo ofGamma = AddedTo.noise(channels, new Random(SEED));
    AddedTo ofBeta = AddedTo.noise(channels, new Random(SEED + 1));
    int apart = ofGamma.array().length;
    float[] both = Arrays.copyOf(ofGamma.array(), 2 * apart);
    System.arraycopy(ofBeta.array(), 0, both, apart, apart);
    BatchNorm.addGradParameters(
        rows,
        withNaNBehind(x),
        withNaNBehind(u),
        mean,
        inverse,
        both,
        ofGamma.at(),
        apart + ofBeta.at());
    System.arraycopy(both, 0, ofGamma.array(), 0, apart);
    System.arraycopy(both, apart, ofBeta.array(), 0, apart);
    ofGamma.assertAdded("gradGamma", gamma, tolerance(rows + 1, u, normal));
    ofBeta.assertAdded("gradBeta", beta, tolerance(rows + 1, u, new float[0]));
  }

  @Test
  void aBatchGivesTheBitsOfItsPixelsOneByOne() {
    int rows = 11;
    int channels = 3;
    float[] x = random(rows * channels, random);
    float[] u = random(rows * channels, random);
    float[] mean = random(channels, random);
    float[] inverse = {0.3f, 1.7f, 11};
    float[] whole = random(2 * channels, new Random(SEED));
    float[] oneByOne = whole.clone();
    BatchNorm.addGradParameters(rows, x, u, mean, inverse, whole, 0, channels);
    for (int row = 0; row < rows; row++) {
      float[] pixel = part(row, rows, x);
      float[] gradient = part(row, rows, u);
      BatchNorm.addGradParameters(1, pixel, gradient, mean, inverse, oneByOne, 0, channels);
    }
    assertThat(whole).isEqualTo(oneByOne);
  }

  @Test
  void batchNormSetsNothingBehindItsPixels() {
    float[] gradInput = withNaNBehind(filledWithNaN(4));
    float[] gradOutput = withNaNBehind(new float[] {1, 2, 3, 4});
    BatchNorm.gradInput(2, gradOutput, new float[] {10, -1}, gradInput);
    assertSet("gradInput", gradInput, new double[] {10, -2, 30, -4}, 0);
  }

  @Test
  void concatGivesEachInputItsChannels() {
    float[] gradOutput = withNaNBehind(new float[] {1, 3, 4, 2, 5, 6});
    float[] first = withNaNBehind(filledWithNaN(2));
    float[] second = withNaNBehind(filledWithNaN(4));
    Concat.gradInput(2, 1, 0, 3, gradOutput, first);
    Concat.gradInput(2, 2, 1, 3, gradOutput, second);
    assertSet("first", first, new double[] {1, 2}, 0);
    assertSet("second", second, new double[] {3, 4, 5, 6}, 0);
  }

  @Test
  void padTakesTheFrameOff() {
    float[] gradOutput = new float[2 * 3 * 4];
    for (int i = 0; i < gradOutput.length; i++) {
      gradOutput[i] = i;
    }
    float[] gradInput = withNaNBehind(filledWithNaN(4));
    Padding pad = new Padding(2, 0, 1, 1);
    Pad2d.gradInput(Shape.of(2, 1, 2, 1), pad, gradOutput, gradInput);
    assertSet("gradInput", gradInput, new double[] {9, 10, 21, 22}, 0);
  }

  @Test
  void shortArraysAreNamedAtTheDoor() {
    float[] two = new float[2];
    float[] three = new float[3];
    assertThatThrownBy(() -> Sigmoid.gradInput(3, two, three, three))
        .hasMessage("sigmoid y: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Sigmoid.gradInput(3, three, two, three))
        .hasMessage("sigmoid gradOutput: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Sigmoid.gradInput(3, three, three, two))
        .hasMessage("sigmoid gradInput: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Softmax.gradInput(1, 3, two, three, three))
        .hasMessage("softmax y: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Softmax.gradInput(1, 3, three, two, three))
        .hasMessage("softmax gradOutput: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Softmax.gradInput(1, 3, three, three, two))
        .hasMessage("softmax gradInput: array has 2 elements, needs 3");
  }

  @Test
  void shortArraysOfImagesAreNamedAtTheDoor() {
    float[] one = new float[1];
    float[] two = new float[2];
    float[] three = new float[3];
    assertThatThrownBy(() -> BatchNorm.gradInput(3, two, one, three))
        .hasMessage("batch norm gradOutput: array has 2 elements, needs 3");
    assertThatThrownBy(() -> BatchNorm.gradInput(3, three, one, two))
        .hasMessage("batch norm gradInput: array has 2 elements, needs 3");
    assertThatThrownBy(() -> BatchNorm.addGradParameters(3, two, three, one, one, two, 0, 1))
        .hasMessage("batch norm x: array has 2 elements, needs 3");
    assertThatThrownBy(() -> BatchNorm.addGradParameters(3, three, two, one, one, two, 0, 1))
        .hasMessage("batch norm gradOutput: array has 2 elements, needs 3");
    assertThatThrownBy(
            () -> BatchNorm.addGradParameters(3, three, three, one, new float[0], two, 0, 1))
        .hasMessage("batch norm inverseDeviation: array has 0 elements, needs 1");
    assertThatThrownBy(() -> BatchNorm.addGradParameters(3, three, three, one, one, two, 2, 0))
        .hasMessage("batch norm gradients: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Concat.gradInput(1, 2, 2, 3, three, two))
        .hasMessage("concat: channels 2 + 2 exceed 3");
    assertThatThrownBy(() -> Concat.gradInput(1, 2, 1, 3, two, two))
        .hasMessage("concat gradOutput: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Concat.gradInput(1, 2, 1, 3, three, one))
        .hasMessage("concat gradInput: array has 1 elements, needs 2");
    Padding pad = new Padding(0, 1, 0, 0);
    assertThatThrownBy(() -> Pad2d.gradInput(Shape.of(1, 2, 1, 1), pad, two, two))
        .hasMessage("pad gradOutput: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Pad2d.gradInput(Shape.of(1, 2, 1, 1), pad, three, one))
        .hasMessage("pad gradInput: array has 1 elements, needs 2");
  }
}
