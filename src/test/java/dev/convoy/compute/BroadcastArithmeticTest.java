package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.ROUNDING;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BroadcastArithmeticTest {
  private static final long SEED = 37;

  private final Random random = new Random(SEED);
  private final Workspace ws = Workspaces.underTest();

  static Stream<Arguments> hostileShapes() {
    return Stream.of(
        pair(new int[] {}, new int[] {}),
        pair(new int[] {1}, new int[] {1}),
        pair(new int[] {17}, new int[] {17}),
        pair(new int[] {33}, new int[] {1}),
        pair(new int[] {}, new int[] {2, 5}),
        pair(new int[] {2, 3, 5, 7}, new int[] {2, 3, 5, 7}),
        pair(new int[] {2, 3, 5, 19}, new int[] {2, 1, 1, 19}),
        pair(new int[] {2, 1, 1, 19}, new int[] {2, 3, 5, 19}),
        pair(new int[] {2, 3, 5, 19}, new int[] {2, 3, 5, 1}),
        pair(new int[] {2, 3, 5, 1}, new int[] {2, 3, 5, 16}),
        pair(new int[] {3, 4, 2, 16}, new int[] {16}),
        pair(new int[] {3, 4, 2, 15}, new int[] {4, 1, 1}),
        pair(new int[] {3, 1, 2, 1}, new int[] {4, 1, 31}),
        pair(new int[] {2, 1, 3, 1, 5}, new int[] {1, 7, 1, 2, 1}),
        pair(new int[] {0, 3}, new int[] {1, 3}));
  }

  private static Arguments pair(int[] a, int[] b) {
    return Arguments.of(Shape.of(a), Shape.of(b));
  }

  /** Where value {@code at} of the output comes from in an array. */
  private static int source(Shape output, Shape shape, int at) {
    int from = 0;
    int step = 1;
    int rest = at;
    for (int axis = 1; axis <= output.rank(); axis++) {
      int size = output.size(output.rank() - axis);
      int index = rest % size;
      rest /= size;
      if (axis <= shape.rank()) {
        int own = shape.size(shape.rank() - axis);
        from += own == 1 ? 0 : index * step;
        step *= own;
      }
    }
    return from;
  }

  private static DoubleBinaryOperator exact(Arithmetic operation) {
    return switch (operation) {
      case ADD -> (a, b) -> a + b;
      case SUBTRACT -> (a, b) -> a - b;
      case MULTIPLY -> (a, b) -> a * b;
      case DIVIDE -> (a, b) -> a / b;
      case MINIMUM -> Math::min;
      case MAXIMUM -> Math::max;
      case POWER -> Math::pow;
    };
  }

  /** Slopes along the left and the right number. */
  private static double[] slopes(Arithmetic operation, double a, double b) {
    return switch (operation) {
      case ADD -> new double[] {1, 1};
      case SUBTRACT -> new double[] {1, -1};
      case MULTIPLY -> new double[] {b, a};
      case DIVIDE -> new double[] {1 / b, -a / b / b};
      case MINIMUM -> new double[] {a < b ? 1 : 0, a < b ? 0 : 1};
      case MAXIMUM -> new double[] {a > b ? 1 : 0, a > b ? 0 : 1};
      case POWER -> new double[] {b * Math.pow(a, b - 1), Math.pow(a, b) * Math.log(a)};
    };
  }

  private float[] positive(Shape shape) {
    float[] values = random(shape.count(), random);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]) + 0.25f;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("hostileShapes")
  void agreesWithPlainLoops(Shape left, Shape right) {
    Broadcast g = Broadcast.of(left, right);
    float[] a = positive(left);
    float[] b = positive(right);
    float[] u = random(g.output().count(), random);
    for (Arithmetic operation : Arithmetic.values()) {
      float[] y = withNaNBehind(filledWithNaN(u.length));
      float[] gradA = withNaNBehind(filledWithNaN(a.length));
      float[] gradB = withNaNBehind(filledWithNaN(b.length));
      BroadcastArithmetic.forward(operation, g, a, b, y, ws);
      ArithmeticGradient.gradA(operation, g, a, b, u, gradA);
      ArithmeticGradient.gradB(operation, g, a, b, u, gradB);
      double[] sumA = new double[a.length];
      double[] sumB = new double[b.length];
      double[] sizeA = new double[a.length]; // what rounding is relative to
      double[] sizeB = new double[b.length];
      for (int i = 0; i < u.length; i++) {
        int fromA = source(g.output(), left, i);
        int fromB = source(g.output(), right, i);
        double value = exact(operation).applyAsDouble(a[fromA], b[fromB]);
        assertThat((double) y[i]).as("%s %s", operation, i).isEqualTo((float) value);
        double[] slopes = slopes(operation, a[fromA], b[fromB]);
        sumA[fromA] += u[i] * slopes[0];
        sumB[fromB] += u[i] * slopes[1];
        sizeA[fromA] += Math.abs(u[i] * slopes[0]);
        sizeB[fromB] += Math.abs(u[i] * slopes[1]);
      }
      assertSums(operation + " gradA", gradA, sumA, sizeA, u.length);
      assertSums(operation + " gradB", gradB, sumB, sizeB, u.length);
    }
  }

  private static void assertSums(
      String what, float[] actual, double[] expected, double[] sizes, int terms) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s[%s]", what, i)
          .isLessThanOrEqualTo((terms + 4) * ROUNDING * sizes[i]);
    }
    for (int i = expected.length; i < actual.length; i++) {
      assertThat(actual[i]).isNaN();
    }
  }

  @ParameterizedTest
  @EnumSource
  void repeatedConstantsAreBroadcast(Arithmetic operation) {
    for (int c : new int[] {1, 3, 16, 17}) {
      int rows = c == 1 ? 35 : 5;
      float[] x = positive(Shape.of(rows * c));
      float[] constant = positive(Shape.of(c));
      Shape shape = Shape.of(rows, c);
      float[] expected = new float[rows * c];
      BroadcastArithmetic.forward(
          operation, Broadcast.of(shape, Shape.of(c)), x, constant, expected, ws);
      float[] y = x.clone();
      BroadcastArithmetic.forwardConstantRight(operation, c, x.length - c, y, constant, y, ws);
      assertThat(Arrays.copyOf(y, c)).isEqualTo(Arrays.copyOf(x, c));
      assertThat(Arrays.copyOfRange(y, c, y.length))
          .isEqualTo(Arrays.copyOfRange(expected, c, y.length));
      BroadcastArithmetic.forward(
          operation, Broadcast.of(Shape.of(c), shape), constant, x, expected, ws);
      y = x.clone();
      BroadcastArithmetic.forwardConstantLeft(operation, 0, x.length, constant, y, y, ws);
      assertThat(y).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33})
  void sameShapesMayWriteOverAnInput(int count) {
    float[] a = positive(Shape.of(count));
    float[] b = positive(Shape.of(count));
    for (Arithmetic operation : Arithmetic.values()) {
      float[] y = new float[count];
      BroadcastArithmetic.forward(operation, 0, count, a, b, y, ws);
      float[] over = b.clone();
      BroadcastArithmetic.forward(operation, 0, count, a, over, over, ws);
      assertThat(over).isEqualTo(y);
    }
  }

  @Test
  void tiesShareTheGradient() {
    Broadcast g = Broadcast.of(Shape.of(1), Shape.of(1));
    float[] two = {2};
    for (Arithmetic operation : List.of(Arithmetic.MINIMUM, Arithmetic.MAXIMUM)) {
      float[] grad = new float[1];
      ArithmeticGradient.gradA(operation, g, two, two, new float[] {3}, grad);
      assertThat(grad).containsExactly(1.5f);
      ArithmeticGradient.gradB(operation, g, two, two, new float[] {3}, grad);
      assertThat(grad).containsExactly(1.5f);
    }
  }

  @Test
  void powersAtTheirCorners() {
    float[] a = {-3, 0, 0, 2, -2, 5};
    float[] b = {2, 0, 2, -1, 3, 1};
    float[] y = new float[6];
    BroadcastArithmetic.forward(Arithmetic.POWER, 0, 6, a, b, y, ws);
    assertThat(y).containsExactly(9, 1, 0, 0.5f, -8, 5);
    Broadcast g = Broadcast.of(Shape.of(6), Shape.of(6));
    float[] ones = {1, 1, 1, 1, 1, 1};
    float[] grad = new float[6];
    ArithmeticGradient.gradA(Arithmetic.POWER, g, a, b, ones, grad);
    assertThat(grad).containsExactly(-6, 0, 0, -0.25f, 12, 1);
    ArithmeticGradient.gradB(Arithmetic.POWER, g, a, b, ones, grad);
    assertThat(grad[1]).isZero();
    assertThat(grad[0]).isNaN();
  }

  @Test
  void nanIsNeitherSmallerNorLarger() {
    float[] nan = {Float.NaN, 1};
    float[] one = {1, Float.NaN};
    float[] y = new float[2];
    BroadcastArithmetic.forward(Arithmetic.MINIMUM, 0, 2, nan, one, y, ws);
    assertThat(y).containsExactly(Float.NaN, Float.NaN);
    BroadcastArithmetic.forward(Arithmetic.MAXIMUM, 0, 2, nan, one, y, ws);
    assertThat(y).containsExactly(Float.NaN, Float.NaN);
  }

  @Test
  void shapesThatDoNotMeetAreNamed() {
    assertThatThrownBy(() -> Broadcast.of(Shape.of(3, 4), Shape.of(3, 2)))
        .hasMessage(
            "shapes [3, 4] and [3, 2] do not meet: every axis must be the same in both or 1 in"
                + " one");
    assertThatThrownBy(
            () ->
                BroadcastArithmetic.forward(
                    Arithmetic.DIVIDE,
                    Broadcast.of(Shape.of(3), Shape.of(1)),
                    new float[3],
                    new float[1],
                    new float[2],
                    ws))
        .hasMessage("DIVIDE y: array has 2 elements, needs 3");
  }
}
