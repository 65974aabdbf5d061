package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertClose;
import static dev.convoy.compute.Arrays32.assertSet;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static dev.convoy.compute.CentralDifferences.STEP;
import static dev.convoy.compute.CentralDifferences.slopes;
import static dev.convoy.compute.CentralDifferences.wholeSteps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RectifierBackwardTest {
  private static final long SEED = 41;

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 16, 31})
  void slopesOfRectifiersAreThoseOfTheirLines(int count) {
    float[] x = awayFromKinks(count);
    float[] u = wholeSteps(count, 2, random);
    byte[] bits = new byte[Relu.linearBytes(count)];
    float[] y = filledWithNaN(count);

    Relu.forward(count, x, y);
    Relu.keepLinear(count, y, 0, bits, 0);
    assertReluGradient(bits, 0f, u, slopes(x, u, (in, out) -> Relu.forward(count, in, out)));

    Relu.forwardLeaky(count, 0.25f, x, y, Workspaces.underTest());
    Relu.keepLinear(count, y, 0, bits, 0);
    double[] leaky =
        slopes(x, u, (in, out) -> Relu.forwardLeaky(count, 0.25f, in, out, Workspaces.underTest()));
    assertReluGradient(bits, 0.25f, u, leaky);

    Relu.forward6(count, x, y);
    Relu.keepLinear6(count, y, 0, bits, 0);
    assertReluGradient(bits, 0f, u, slopes(x, u, (in, out) -> Relu.forward6(count, in, out)));
  }

  /** Straight lines and exact sums: no tolerance. */
  private static void assertReluGradient(byte[] bits, float slope, float[] u, double[] expected) {
    float[] gradInput = withNaNBehind(filledWithNaN(u.length));
    Relu.gradInput(1, u.length, bits, slope, withNaNBehind(u), gradInput);
    assertSet("slope " + slope, gradInput, expected, 0);
    float[] same = u.clone();
    Relu.gradInput(1, u.length, bits, slope, same, same);
    assertClose("over itself, slope " + slope, same, expected, 0);
  }

  /** From -9 to 9, never within two steps of 0 or 6. */
  private float[] awayFromKinks(int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      do {
        x[i] = (random.nextInt(2305) - 1152) * STEP;
      } while (Math.abs(x[i]) <= 2 * STEP || Math.abs(x[i] - 6) <= 2 * STEP);
    }
    return x;
  }

  /** An image whose values do not fill its last byte ends there; the next begins a new byte. */
  @ParameterizedTest
  @CsvSource({"3, 13, 0", "3, 13, 0.1", "2, 8, 0", "5, 1, 0.1"})
  void bitsOfRectifiersBeginAnewWithEveryImage(int n, int count, float slope) {
    float[] y = random((long) n * count, random);
    float[] gradOutput = random((long) n * count, random);
    int bytes = Relu.linearBytes(count);
    byte[] bits = new byte[n * bytes];
    Arrays.fill(bits, (byte) 0x5a); // all of it must be set
    for (int image = 0; image < n; image++) {
      Relu.keepLinear(count, y, image * count, bits, image * bytes);
    }
    float[] gradInput = filledWithNaN(y.length);
    Relu.gradInput(n, count, bits, slope, gradOutput, gradInput);
    for (int i = 0; i < y.length; i++) {
      float expected = y[i] > 0 ? gradOutput[i] : slope == 0 ? 0 : slope * gradOutput[i];
      assertThat(gradInput[i]).as("value %s", i).isEqualTo(expected);
    }
  }

  @Test
  void bitsOfRectifiersAreSetAboveZeroToTheEndsOfTheFloats() {
    float[] y = {
      Float.MIN_VALUE,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      0f,
      -0f,
      -Float.MIN_VALUE,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      Math.nextDown(6f),
      6f,
      Math.nextUp(6f)
    };
    byte[] bits = new byte[2];
    Relu.keepLinear(y.length, y, 0, bits, 0);
    assertThat(bits).isEqualTo(new byte[] {0b0000_0111, 0b111});
    Relu.keepLinear6(y.length, y, 0, bits, 0);
    assertThat(bits).isEqualTo(new byte[] {0b0000_0001, 0b001});
  }

  @Test
  void shortArraysAreNamedAtTheDoor() {
    float[] two = new float[2];
    float[] three = new float[3];
    byte[] bits = new byte[2];
    assertThatThrownBy(() -> Relu.gradInput(3, 1, bits, 0, three, three))
        .hasMessage("relu bits: 2 bytes, needs 1 for each of 3 images");
    assertThatThrownBy(() -> Relu.gradInput(1, 3, bits, 0, two, three))
        .hasMessage("relu gradient x: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Relu.gradInput(1, 3, bits, 0, three, two))
        .hasMessage("relu gradient y: array has 2 elements, needs 3");
    assertThatThrownBy(() -> Relu.keepLinear(3, three, 0, bits, 2))
        .hasMessage("relu bits: 2 bytes, needs 3");
    assertThatThrownBy(() -> Relu.keepLinear(2, three, 2, bits, 0))
        .hasMessage("relu y: array has 3 elements, needs 4");
  }
}
