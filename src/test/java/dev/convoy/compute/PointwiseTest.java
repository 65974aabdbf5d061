package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.ROUNDING;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.CentralDifferences.STEP;
import static dev.convoy.compute.CentralDifferences.slopes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of one value: the definitions in double, slopes, corners. */
class PointwiseTest {
  private static final long SEED = 41;
  private static final float ALPHA = 0.75f;
  private static final float BETA = 1.25f;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private final Workspace ws = Workspaces.underTest();
  private final Random random = new Random(SEED);

  /** As ONNX writes them down. */
  private static DoubleUnaryOperator exact(PointwiseFunction function) {
    return switch (function) {
      case CLIP -> x -> Math.min(Math.max(x, ALPHA), BETA);
      case ELU -> x -> x > 0 ? x : ALPHA * StrictMath.expm1(x);
      case SELU -> x -> BETA * (x > 0 ? x : ALPHA * StrictMath.expm1(x));
      case CELU -> x -> Math.max(0, x) + Math.min(0, ALPHA * StrictMath.expm1(x / ALPHA));
      case HARD_SIGMOID -> x -> Math.max(0, Math.min(1, ALPHA * x + BETA));
      case HARD_SWISH -> x -> x * Math.max(0, Math.min(1, x / 6 + 0.5));
      case TANH -> StrictMath::tanh;
      case SWISH -> x -> x / (1 + StrictMath.exp(-x));
      case SOFTPLUS -> x -> StrictMath.log(1 + StrictMath.exp(x));
      case SOFTSIGN -> x -> x / (1 + Math.abs(x));
      case MISH -> x -> x * StrictMath.tanh(StrictMath.log(1 + StrictMath.exp(x)));
      case GELU -> x -> 0.5 * x * (1 + erf(x * Math.sqrt(0.5)));
      case GELU_TANH ->
          x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case THRESHOLDED_RELU -> x -> x > ALPHA ? x : 0;
      case LEAKY -> x -> x < 0 ? ALPHA * x : x;
      case EXP -> StrictMath::exp;
      case LOG -> StrictMath::log;
      case SQRT -> Math::sqrt;
      case ABS -> Math::abs;
      case NEGATE -> x -> -x;
      case RECIPROCAL -> x -> 1 / x;
      case ERF -> PointwiseTest::erf;
      case SQUARE -> x -> x * x;
      case SIGN -> Math::signum;
      case FLOOR -> Math::floor;
      case CEIL -> Math::ceil;
      case ROUND -> Math::rint;
    };
  }

  /** {@code 2 / sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n + 1) / (1 * 3 * ... (2n + 1))}. */
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  private static boolean isPositive(PointwiseFunction function) {
    return function == PointwiseFunction.LOG || function == PointwiseFunction.SQRT;
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithItsFormula(PointwiseFunction function) {
    for (int count : new int[] {1, 7, 16, 17, 31, 1031, 2500}) {
      float[] x = random(count + 5L, random);
      for (int i = 0; i < x.length; i++) {
        x[i] = isPositive(function) ? Math.abs(x[i]) * 4 : x[i] * 4;
      }
      float[] y = filledWithNaN(x.length);
      Pointwise.forward(function, ALPHA, BETA, 3, count, x, y, ws);
      for (int i = 3; i < 3 + count; i++) {
        double expected = exact(function).applyAsDouble(x[i]);
        double scale = Math.abs(expected) + (function == PointwiseFunction.LOG ? 0 : 1);
        assertThat(Math.abs(y[i] - expected))
            .as("%s(%s) = %s, seed %s", function, x[i], y[i], SEED)
            .isLessThan(8 * ROUNDING * scale);
      }
      assertThat(Arrays.copyOf(y, 3)).isEqualTo(filledWithNaN(3));
      assertThat(Arrays.copyOfRange(y, 3 + count, y.length)).isEqualTo(filledWithNaN(2));
      Pointwise.forward(function, ALPHA, BETA, 3, count, x, x, ws);
      assertThat(Arrays.copyOfRange(x, 3, 3 + count))
          .isEqualTo(Arrays.copyOfRange(y, 3, 3 + count));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nanStaysNaN(PointwiseFunction function) {
    float[] x = filledWithNaN(37);
    float[] y = new float[37];
    Pointwise.forward(function, ALPHA, BETA, 0, 37, x, y, ws);
    assertThat(y).isEqualTo(x);
  }

  /** Away from corners, where third derivatives stay below 100. */
  @ParameterizedTest
  @EnumSource
  void slopesAreThoseOfForward(PointwiseFunction function) {
    float[] x = new float[301];
    for (int i = 0; i < x.length; i++) {
      do {
        x[i] = (random.nextInt(1025) - 512) * STEP;
        x[i] = isPositive(function) ? Math.abs(x[i]) : x[i];
      } while (isNearCorner(function, x[i]));
    }
    float[] u = random(x.length, random);
    float[] gradInput = filledWithNaN(x.length);
    PointwiseGradient.gradInput(function, ALPHA, BETA, x.length, x, u, gradInput, ws);
    double[] expected =
        slopes(x, u, (in, out) -> Pointwise.forward(function, ALPHA, BETA, 0, 301, in, out, ws));
    double largest = 55; // exp(4)
    double tolerance = 4 * largest * ROUNDING / STEP + 100 * STEP * STEP / 6;
    for (int i = 0; i < x.length; i++) {
      assertThat(Math.abs(gradInput[i] - expected[i]))
          .as("%s at %s", function, x[i])
          .isLessThan(tolerance * Math.max(1, Math.abs(u[i])));
    }
  }

  private static boolean isNearCorner(PointwiseFunction function, float x) {
    double[] corners =
        switch (function) {
          case CLIP -> new double[] {ALPHA, BETA};
          case HARD_SIGMOID -> new double[] {-BETA / ALPHA, (1 - BETA) / ALPHA};
          case HARD_SWISH -> new double[] {-3, 3};
          case THRESHOLDED_RELU -> new double[] {ALPHA};
          case FLOOR, CEIL -> new double[] {Math.rint(x)};
          case ROUND -> new double[] {Math.floor(x) + 0.5};
          default -> new double[] {0};
        };
    boolean steep = function == PointwiseFunction.RECIPROCAL || isPositive(function);
    double room = steep ? 0.6 : 2 * STEP;
    return Arrays.stream(corners).anyMatch(corner -> Math.abs(x - corner) <= room);
  }

  /** A function that is flat on one side of its corner there, or the tie as in PyTorch. */
  @ParameterizedTest
  @CsvSource({
    "CLIP, 0.75, 1", "CLIP, 1.25, 1", "THRESHOLDED_RELU, 0.75, 0", "LEAKY, 0, 1", "ABS, 0, 0",
    "ELU, 0, 0.75", "HARD_SWISH, -3, 0", "HARD_SWISH, 3, 1", "FLOOR, 2, 0", "MISH, 60, 1",
    "SWISH, 90, 1", "GELU, 30, 1", "GELU_TANH, -60, 0", "TANH, 40, 0", "SOFTPLUS, -200, 0"
  })
  void slopeAt(PointwiseFunction function, float x, float slope) {
    float[] gradInput = new float[1];
    float[] one = {1};
    PointwiseGradient.gradInput(function, ALPHA, BETA, 1, new float[] {x}, one, gradInput, ws);
    assertThat(gradInput[0]).isEqualTo(slope);
  }

  @Test
  void halvesRoundToTheEvenNumber() {
    float[] x = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 8388609f, 0.49999997f};
    float[] y = new float[7];
    Pointwise.forward(PointwiseFunction.ROUND, 0, 0, 0, 7, x, y, ws);
    assertThat(y).containsExactly(0, 2, 2, -0f, -2, 8388609f, 0);
  }

  @Test
  void clipOfCrossedOrMissingBounds() {
    float[] x = {-5, 1, 5, -INFINITY, INFINITY};
    float[] y = new float[5];
    Pointwise.forward(PointwiseFunction.CLIP, 3, 2, 0, 5, x, y, ws);
    assertThat(y).containsExactly(2, 2, 2, 2, 2);
    Pointwise.forward(PointwiseFunction.CLIP, -INFINITY, INFINITY, 0, 5, x, y, ws);
    assertThat(y).isEqualTo(x);
    Pointwise.forward(PointwiseFunction.CLIP, -0f, INFINITY, 0, 5, x, y, ws);
    assertThat(y).containsExactly(0, 1, 5, 0, INFINITY);
  }

  @Test
  void logSoftmaxOfFarScores() {
    float[] x = {1000, 0, -1000, 1000, -INFINITY, 3};
    LogSoftmax.forward(2, 3, x, x, ws);
    assertThat(x).containsExactly(0, -1000, -2000, 0, -INFINITY, -997);
  }

  @Test
  void wrongNumbersAndShortArraysAreNamed() {
    float[] two = new float[2];
    assertThatThrownBy(() -> Pointwise.forward(PointwiseFunction.CELU, -1, 0, 0, 2, two, two, ws))
        .hasMessage("CELU: alpha -1.0, needs a number above 0");
    assertThatThrownBy(
            () -> Pointwise.forward(PointwiseFunction.CLIP, Float.NaN, 0, 0, 2, two, two, ws))
        .hasMessage("CLIP: alpha NaN, beta 0.0; needs numbers");
    assertThatThrownBy(() -> Pointwise.forward(PointwiseFunction.EXP, 0, 0, 1, 2, two, two, ws))
        .hasMessage("EXP x: array has 2 elements, needs 3");
  }
}
