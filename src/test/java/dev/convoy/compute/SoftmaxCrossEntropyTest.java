package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.ROUNDING;
import static dev.convoy.compute.Arrays32.assertSet;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.part;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxCrossEntropyTest {
  private static final long SEED = 37;
  private static final float STEP = 0x1p-10f;

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "3, 10", "5, 17"})
  void lossIsMinusTheLogOfTheProbability(int n, int classes) {
    float[] scores = random((long) n * classes, random);
    int[] labels = random.ints(n, 0, classes).toArray();
    assertClose(losses(n, classes, scores, labels), plainLosses(n, classes, scores, labels));
  }

  private static void assertClose(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("loss %s", i).isCloseTo(expected[i], within(1e-14));
    }
  }

  /** The formula as a book has it. */
  private static double[] plainLosses(int n, int classes, float[] scores, int[] labels) {
    double[] losses = new double[n];
    for (int row = 0; row < n; row++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(scores[row * classes + c]);
      }
      losses[row] = -Math.log(Math.exp(scores[row * classes + labels[row]]) / sum);
    }
    return losses;
  }

  private static double[] losses(int n, int classes, float[] scores, int[] labels) {
    double[] losses = new double[n];
    Arrays.fill(losses, Double.NaN);
    float[] gradient = filledWithNaN(scores.length);
    SoftmaxCrossEntropy.gradient(n, classes, scores, labels, losses, gradient);
    return losses;
  }

  /**
   * The loss's third derivative is at most 0.1, its rounding in double nothing beside that; the
   * gradient is at most 1 and rounded once. Scores are multiples of the step, so it is exact.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "3, 10", "5, 17"})
  void gradientIsTheSlopeOfTheLoss(int n, int classes) {
    float[] scores = wholeSteps(n * classes);
    int[] labels = random.ints(n, 0, classes).toArray();
    float[] gradient = withNaNBehind(filledWithNaN(scores.length));
    double[] losses = new double[n];
    float[] longer = withNaNBehind(scores);
    SoftmaxCrossEntropy.gradient(n, classes, longer, labels, losses, gradient);
    double[] expected = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      float[] moved = scores.clone();
      moved[i] = scores[i] + STEP;
      double above = Arrays.stream(losses(n, classes, moved, labels)).sum();
      moved[i] = scores[i] - STEP;
      double below = Arrays.stream(losses(n, classes, moved, labels)).sum();
      expected[i] = (above - below) / (2 * STEP);
    }
    assertSet("gradient", gradient, expected, ROUNDING + STEP * STEP / 6 * 0.1);
  }

  private float[] wholeSteps(int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = Math.round(random.nextGaussian() / STEP) * STEP;
    }
    return x;
  }

  @Test
  void extremeScoresGiveFiniteLosses() {
    float[] scores = {1e4f, -1e4f, 0, 1e4f, -1e4f, 0, -1e4f, -1e4f, -1e4f, 1e4f, 1e4f, 1e4f};
    int[] labels = {0, 1, 2, 1};
    double[] losses = new double[4];
    float[] gradient = filledWithNaN(12);
    SoftmaxCrossEntropy.gradient(4, 3, scores, labels, losses, gradient);
    assertClose(losses, new double[] {0, 2e4, Math.log(3), Math.log(3)});
    float third = (float) (1.0 / 3);
    float less = (float) (1.0 / 3 - 1);
    assertThat(gradient).containsExactly(0, 0, 0, 1, -1, 0, third, third, less, third, less, third);

    float[] largest = {Float.MAX_VALUE, -Float.MAX_VALUE};
    assertThat(losses(1, 2, largest, new int[] {1})[0]).isEqualTo(2.0 * Float.MAX_VALUE);
  }

  @Test
  void gradientMayBeWrittenOverTheScores() {
    float[] scores = random(12, random);
    int[] labels = {0, 3, 2};
    float[] expected = filledWithNaN(12);
    SoftmaxCrossEntropy.gradient(3, 4, scores, labels, new double[3], expected);
    SoftmaxCrossEntropy.gradient(3, 4, scores, labels, new double[3], scores);
    assertThat(scores).isEqualTo(expected);
  }

  @Test
  void aBatchGivesTheBitsOfItsRowsOneByOne() {
    float[] scores = random(12, random);
    int[] labels = {0, 3, 2};
    float[] whole = filledWithNaN(12);
    double[] losses = new double[3];
    SoftmaxCrossEntropy.gradient(3, 4, scores, labels, losses, whole);
    for (int row = 0; row < 3; row++) {
      float[] gradient = filledWithNaN(4);
      double[] loss = new double[1];
      int[] label = {labels[row]};
      SoftmaxCrossEntropy.gradient(1, 4, part(row, 3, scores), label, loss, gradient);
      assertThat(gradient).isEqualTo(part(row, 3, whole));
      assertThat(loss[0]).isEqualTo(losses[row]);
    }
  }

  /** The same from probabilities, which are rounded to float32 before. */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "5, 17"})
  void probabilitiesGiveTheSameLossAndGradient(int n, int classes) {
    float[] scores = random((long) n * classes, random);
    int[] labels = random.ints(n, 0, classes).toArray();
    double[] expectedLosses = new double[n];
    float[] expected = filledWithNaN(scores.length);
    SoftmaxCrossEntropy.gradient(n, classes, scores, labels, expectedLosses, expected);
    float[] probabilities = filledWithNaN(scores.length);
    Softmax.forward(n, classes, scores, probabilities, Workspaces.underTest());
    float[] gradient = withNaNBehind(filledWithNaN(scores.length));
    double[] losses = new double[n];
    SoftmaxCrossEntropy.gradientOfProbabilities(
        n, classes, withNaNBehind(probabilities), labels, losses, gradient);
    assertSet("gradient", gradient, Arrays32.widened(expected), 2 * ROUNDING);
    for (int row = 0; row < n; row++) {
      assertThat(losses[row]).isCloseTo(expectedLosses[row], within(2 * ROUNDING));
    }
  }

  @Test
  void aProbabilityOfZeroHasAFiniteLoss() {
    double[] losses = new double[1];
    float[] gradient = new float[2];
    SoftmaxCrossEntropy.gradientOfProbabilities(
        1, 2, new float[] {0, 1}, new int[] {0}, losses, gradient);
    assertThat(losses[0]).isCloseTo(149 * Math.log(2), within(1e-12)).isLessThan(104);
    assertThat(gradient).containsExactly(-1, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void labelsOutOfRangeAreRefused(int label) {
    int[] labels = {0, label};
    float[] scores = new float[6];
    double[] losses = new double[2];
    assertThatThrownBy(
            () -> SoftmaxCrossEntropy.gradient(2, 3, scores, labels, losses, scores.clone()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label " + label + ", needs 0 to 2");
    assertThatThrownBy(
            () ->
                SoftmaxCrossEntropy.gradientOfProbabilities(
                    2, 3, scores, labels, losses, scores.clone()))
        .hasMessage("label " + label + ", needs 0 to 2");
  }

  @Test
  void shortArraysAreNamedAtTheDoor() {
    float[] six = new float[6];
    float[] five = new float[5];
    int[] labels = new int[2];
    double[] losses = new double[2];
    assertThatThrownBy(() -> SoftmaxCrossEntropy.gradient(2, 3, five, labels, losses, six))
        .hasMessage("cross-entropy scores: array has 5 elements, needs 6");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.gradient(2, 3, six, labels, losses, five))
        .hasMessage("cross-entropy gradient: array has 5 elements, needs 6");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.gradient(2, 3, six, new int[1], losses, six))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cross-entropy labels: array has 1 elements, needs 2");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.gradient(2, 3, six, labels, new double[1], six))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cross-entropy losses: array has 1 elements, needs 2");
    assertThatThrownBy(
            () -> SoftmaxCrossEntropy.gradientOfProbabilities(2, 3, five, labels, losses, six))
        .hasMessage("cross-entropy probabilities: array has 5 elements, needs 6");
    assertThatThrownBy(
            () -> SoftmaxCrossEntropy.gradientOfProbabilities(2, 3, six, labels, losses, five))
        .hasMessage("cross-entropy gradient: array has 5 elements, needs 6");
    assertThatThrownBy(
            () -> SoftmaxCrossEntropy.gradientOfProbabilities(2, 3, six, new int[1], losses, six))
        .hasMessage("cross-entropy labels: array has 1 elements, needs 2");
    assertThatThrownBy(
            () ->
                SoftmaxCrossEntropy.gradientOfProbabilities(2, 3, six, labels, new double[1], six))
        .hasMessage("cross-entropy losses: array has 1 elements, needs 2");
  }
}
