package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PReluTest {
  private static final long SEED = 43;

  private final Random random = new Random(SEED);
  private final Workspace ws = Workspaces.underTest();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 16, 17, 33, 64})
  void everyChannelHasItsSlope(int c) {
    Shape shape = Shape.of(2, 3, 5, c);
    float[] x = random(shape.count(), random);
    float[] slope = random(c, random);
    float[] y = filledWithNaN(x.length);
    Broadcast g = Broadcast.of(shape, Shape.of(c));
    PRelu.forward(g, x, slope, y, ws);
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isEqualTo(x[i] < 0 ? slope[i % c] * x[i] : x[i]);
    }
    float[] some = filledWithNaN(x.length);
    PRelu.forward(2 * c, 7 * c, x, slope, some, ws);
    assertThat(Arrays.copyOfRange(some, 2 * c, 9 * c))
        .isEqualTo(Arrays.copyOfRange(y, 2 * c, 9 * c));
    assertThat(some[2 * c - 1]).isNaN();
    assertThat(some[9 * c]).isNaN();
    PRelu.forward(0, x.length, x, slope, x, ws);
    assertThat(x).isEqualTo(y);
  }

  /**
   * y is linear in the slopes: dot(y, u) is what positive values give and dot(slope, gradSlope).
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16})
  void gradientOfTheSlopesIsAdded(int c) {
    Shape shape = Shape.of(2, 3, 1, c);
    float[] x = random(shape.count(), random);
    float[] u = random(shape.count(), random);
    Broadcast g = Broadcast.of(shape, Shape.of(3, 1, c));
    AddedTo gradients = AddedTo.noise(3L * c, random);
    PRelu.addGradSlope(g, x, u, gradients.array(), gradients.at());
    double[] expected = new double[3 * c];
    for (int i = 0; i < x.length; i++) {
      expected[i % (3 * c)] += x[i] < 0 ? (double) x[i] * u[i] : 0;
    }
    gradients.assertAdded("gradSlope", expected, Arrays32.tolerance(3, x, u) * 4);
  }

  @Test
  void zeroAndNaNStay() {
    float[] x = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY};
    float[] y = new float[4];
    PRelu.forward(0, 4, x, new float[] {-2}, y, ws);
    assertThat(y).containsExactly(0f, -0f, Float.NaN, Float.POSITIVE_INFINITY);
  }

  @Test
  void slopesLargerThanTheInputAreNamed() {
    Broadcast g = Broadcast.of(Shape.of(1, 3), Shape.of(2, 3));
    assertThatThrownBy(() -> PRelu.forward(g, new float[3], new float[6], new float[6], ws))
        .hasMessage("prelu: slopes [2, 3] do not fit into an input [1, 3]");
  }
}
