package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertSet;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.part;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.tolerance;
import static dev.convoy.compute.Arrays32.wholeNumbers;
import static dev.convoy.compute.Arrays32.widened;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static dev.convoy.compute.Pool2dTest.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.compute.MaxPool2d.Ties;
import dev.convoy.compute.PoolGeometry.Rounding;
import dev.convoy.reference.NdArray;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class Pool2dBackwardTest {
  private static final long SEED = 29;

  /** Those of forward, and windows that overlap much, of many taps, or of one. */
  static List<PoolGeometry> hostileGeometries() {
    List<PoolGeometry> geometries = new ArrayList<>(Pool2dTest.hostileGeometries());
    geometries.addAll(
        List.of(
            pool(3, 5, 6, 17, Window.square(3, 1), Padding.all(1), Rounding.FLOOR),
            pool(3, 9, 8, 3, Window.square(7, 2), Padding.all(3), Rounding.CEIL),
            pool(3, 7, 7, 5, Window.square(7, 1), Padding.NONE, Rounding.FLOOR),
            pool(2, 11, 9, 2, Window.square(7, 1), new Padding(5, 1, 0, 3), Rounding.FLOOR),
            pool(3, 7, 6, 3, Window.square(3, 2), new Padding(0, 1, 1, 0), Rounding.CEIL),
            pool(3, 5, 4, 3, Window.square(1, 2), Padding.NONE, Rounding.CEIL),
            pool(3, 1, 13, 1, new Window(1, 5, 1, 1, 1, 1), Padding.NONE, Rounding.FLOOR),
            pool(3, 8, 7, 2, new Window(3, 2, 1, 2, 2, 3), new Padding(2, 1, 0, 3), Rounding.CEIL),
            pool(3, 5, 5, 33, Window.square(2, 3), Padding.NONE, Rounding.FLOOR)));
    return geometries;
  }

  /** Whole numbers add up without rounding, so not even the order of windows matters. */
  @ParameterizedTest
  @MethodSource("hostileGeometries")
  void maxGivesItsGradientToTheWinnersOfTheReference(PoolGeometry g) {
    float[] x = Pool2dTest.withManyTies(g);
    float[] y = maxForward(g, x);
    float[] gradOutput = wholeNumbers(y.length, new Random(SEED));
    for (Ties ties : Ties.values()) {
      byte[] winners = winners(g, ties, x, y);
      float[] gradInput = withNaNBehind(filledWithNaN(x.length));
      MaxPool2d.gradInput(g, ties, winners, withNaNBehind(gradOutput), gradInput);
      assertSet(g + " " + ties, gradInput, referenceOfMax(g, ties, x, gradOutput), 0);
    }
  }

  private static double[] referenceOfMax(PoolGeometry g, Ties ties, float[] x, float[] gradOutput) {
    NdArray dy = new NdArray(g.outputShape(), widened(gradOutput));
    return Pool2dTest.reference(g)
        .maxBackward(Pool2dTest.wide(g, x), dy, ties == Ties.ALL)
        .values();
  }

  private static float[] maxForward(PoolGeometry g, float[] x) {
    float[] y = filledWithNaN(g.outputShape().count());
    MaxPool2d.forward(g, x, y, Workspaces.underTest());
    return y;
  }

  /** Those of all images, one after the other. */
  static byte[] winners(PoolGeometry g, Ties ties, float[] x, float[] y) {
    int bytes = MaxPool2d.winnerBytes(g, ties);
    byte[] winners = new byte[g.input().n() * bytes];
    Arrays.fill(winners, (byte) 0x5a); // all of it must be set
    for (int n = g.input().n() - 1; n >= 0; n--) {
      MaxPool2d.keepWinners(g, ties, n, x, y, winners, n * bytes);
    }
    return winners;
  }

  /** Windows of 49 taps keep 49 bits an output with ALL, more than one code may have. */
  @Test
  void winnersTakeTheBytesThatForwardCachesCount() {
    PoolGeometry seven = pool(3, 7, 7, 5, Window.square(7, 1), Padding.NONE, Rounding.FLOOR);
    assertThat(MaxPool2d.winnerBits(seven, Ties.FIRST)).isEqualTo(6);
    assertThat(MaxPool2d.winnerBytes(seven, Ties.FIRST)).isEqualTo(4); // 5 outputs, 30 bits
    assertThat(MaxPool2d.winnerBits(seven, Ties.ALL)).isEqualTo(49);
    assertThat(MaxPool2d.winnerBytes(seven, Ties.ALL)).isEqualTo(31); // 245 bits
    PoolGeometry one = pool(3, 5, 4, 3, Window.square(1, 2), Padding.NONE, Rounding.FLOOR);
    assertThat(MaxPool2d.winnerBytes(one, Ties.FIRST)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void winnersOfOneImageAreWrittenBesideNothingElse(Ties ties) {
    PoolGeometry g = pool(3, 5, 5, 1, Window.square(2, 2), Padding.NONE, Rounding.CEIL);
    float[] x = Pool2dTest.withManyTies(g);
    float[] y = maxForward(g, x);
    int bytes = MaxPool2d.winnerBytes(g, ties);
    byte[] packed = new byte[bytes + 9];
    Arrays.fill(packed, (byte) 0x5a);
    byte[] before = packed.clone();
    MaxPool2d.keepWinners(g, ties, 1, x, y, packed, 5);
    assertThat(Arrays.copyOfRange(packed, 5, 5 + bytes))
        .isEqualTo(Arrays.copyOfRange(winners(g, ties, x, y), bytes, 2 * bytes));
    System.arraycopy(before, 5, packed, 5, bytes);
    assertThat(packed).isEqualTo(before);
  }

  @Test
  void nanWinsEverywhereUnderItsWindow() {
    PoolGeometry g = pool(1, 2, 2, 1, Window.square(3, 1), Padding.all(1), Rounding.FLOOR);
    float[] x = {1, 2, Float.NaN, 3};
    float[] y = maxForward(g, x);
    float[] gradOutput = {1, 10, 100, 1000};
    float[] gradInput = filledWithNaN(4);
    MaxPool2d.gradInput(g, Ties.FIRST, winners(g, Ties.FIRST, x, y), gradOutput, gradInput);
    assertThat(gradInput).containsExactly(1111, 0, 0, 0);
    MaxPool2d.gradInput(g, Ties.ALL, winners(g, Ties.ALL, x, y), gradOutput, gradInput);
    assertThat(gradInput).containsExactly(1111, 1111, 1111, 1111);
  }

  @ParameterizedTest
  @MethodSource("hostileGeometries")
  void averagesShareTheirGradientAsInReference(PoolGeometry g) {
    float[] gradOutput = random(g.outputShape().count(), new Random(SEED));
    NdArray dy = new NdArray(g.outputShape(), widened(gradOutput));
    for (AveragePool2d.Divisor divisor : AveragePool2d.Divisor.values()) {
      float[] gradInput = withNaNBehind(filledWithNaN(g.input().count()));
      AveragePool2d.gradInput(g, divisor, withNaNBehind(gradOutput), gradInput);
      boolean counted = divisor == AveragePool2d.Divisor.IMAGE_AND_PADDING;
      double[] expected = Pool2dTest.reference(g).averageBackward(g.input(), dy, counted).values();
      double tolerance = tolerance(g.window().taps(), gradOutput, new float[0]);
      assertSet(g + " " + divisor, gradInput, expected, tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("hostileGeometries")
  void aBatchGivesTheBitsOfItsImagesOneByOne(PoolGeometry g) {
    int images = g.input().n();
    PoolGeometry one = g.withBatch(1);
    float[] x = Pool2dTest.withManyTies(g);
    float[] y = maxForward(g, x);
    float[] gradOutput = random(y.length, new Random(SEED));
    byte[] winners = winners(g, Ties.FIRST, x, y);
    int bytes = MaxPool2d.winnerBytes(g, Ties.FIRST);
    float[] ofMax = filledWithNaN(x.length);
    MaxPool2d.gradInput(g, Ties.FIRST, winners, gradOutput, ofMax);
    float[] ofAverage = filledWithNaN(x.length);
    AveragePool2d.Divisor divisor = AveragePool2d.Divisor.IMAGE_ONLY;
    AveragePool2d.gradInput(g, divisor, gradOutput, ofAverage);
    for (int n = 0; n < images; n++) {
      float[] gradOfImage = part(n, images, gradOutput);
      float[] gradInput = filledWithNaN(x.length / images);
      byte[] winnersOfImage = Arrays.copyOfRange(winners, n * bytes, (n + 1) * bytes);
      MaxPool2d.gradInput(one, Ties.FIRST, winnersOfImage, gradOfImage, gradInput);
      assertThat(gradInput).isEqualTo(part(n, images, ofMax));
      AveragePool2d.gradInput(one, divisor, gradOfImage, gradInput);
      assertThat(gradInput).isEqualTo(part(n, images, ofAverage));
    }
  }

  @Test
  void globalAverageGivesEveryPixelItsShare() {
    float[] gradInput = withNaNBehind(filledWithNaN(12));
    float[] gradOutput = {3, 30, -6, 60};
    GlobalAveragePool.gradInput(Shape.of(2, 1, 3, 2), gradOutput, gradInput);
    double[] expected = {1, 10, 1, 10, 1, 10, -2, 20, -2, 20, -2, 20};
    assertSet("gradInput", gradInput, expected, 0);
  }

  @Test
  void shortArraysAreNamedAtTheDoor() {
    PoolGeometry g = pool(3, 5, 5, 2, Window.square(3, 1), Padding.NONE, Rounding.FLOOR);
    int bytes = MaxPool2d.winnerBytes(g, Ties.FIRST); // 18 outputs of 4 bits
    assertThat(bytes).isEqualTo(9);
    float[] x = new float[150];
    float[] y = new float[54];
    byte[] winners = new byte[27];
    assertThatThrownBy(() -> MaxPool2d.keepWinners(g, Ties.FIRST, 2, x, y, new byte[26], 18))
        .hasMessage("max-pool winners: needs 27 bytes");
    assertThatThrownBy(() -> MaxPool2d.keepWinners(g, Ties.FIRST, 0, new float[149], y, winners, 0))
        .hasMessage("max-pool x: array has 149 elements, needs 150");
    assertThatThrownBy(() -> MaxPool2d.keepWinners(g, Ties.FIRST, 0, x, new float[53], winners, 0))
        .hasMessage("max-pool y: array has 53 elements, needs 54");
    assertThatThrownBy(() -> MaxPool2d.gradInput(g, Ties.FIRST, new byte[26], y, x))
        .hasMessage("max-pool winners: 26 bytes, needs 9 for each of 3 images");
    assertThatThrownBy(() -> MaxPool2d.gradInput(g, Ties.FIRST, winners, new float[53], x))
        .hasMessage("max-pool gradOutput: array has 53 elements, needs 54");
    assertThatThrownBy(() -> MaxPool2d.gradInput(g, Ties.FIRST, winners, y, new float[149]))
        .hasMessage("max-pool gradInput: array has 149 elements, needs 150");
    AveragePool2d.Divisor divisor = AveragePool2d.Divisor.IMAGE_ONLY;
    assertThatThrownBy(() -> AveragePool2d.gradInput(g, divisor, new float[53], x))
        .hasMessage("average-pool gradOutput: array has 53 elements, needs 54");
    assertThatThrownBy(() -> AveragePool2d.gradInput(g, divisor, y, new float[149]))
        .hasMessage("average-pool gradInput: array has 149 elements, needs 150");
    Shape input = Shape.of(2, 3, 3, 2);
    assertThatThrownBy(() -> GlobalAveragePool.gradInput(input, new float[3], new float[36]))
        .hasMessage("global average pool gradOutput: array has 3 elements, needs 4");
    assertThatThrownBy(() -> GlobalAveragePool.gradInput(input, new float[4], new float[35]))
        .hasMessage("global average pool gradInput: array has 35 elements, needs 36");
  }

  /** Bytes of a damaged cache, or of another geometry. */
  @Test
  void winnersOutsideTheImageAreNamed() {
    PoolGeometry g = pool(1, 2, 2, 1, Window.square(3, 1), Padding.all(1), Rounding.FLOOR);
    byte[] winners = new byte[MaxPool2d.winnerBytes(g, Ties.FIRST)]; // tap 0 lies in the padding
    assertThatThrownBy(
            () -> MaxPool2d.gradInput(g, Ties.FIRST, winners, new float[4], new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max-pool: tap 0 won, which lies outside the image");
    byte[] all = new byte[MaxPool2d.winnerBytes(g, Ties.ALL)];
    all[0] = 2;
    assertThatThrownBy(() -> MaxPool2d.gradInput(g, Ties.ALL, all, new float[4], new float[4]))
        .hasMessage("max-pool: tap 1 won, which lies outside the image");
    PoolGeometry whole = pool(1, 3, 3, 1, Window.square(3, 1), Padding.NONE, Rounding.FLOOR);
    byte[] nine = {9};
    assertThatThrownBy(
            () -> MaxPool2d.gradInput(whole, Ties.FIRST, nine, new float[1], new float[9]))
        .hasMessage("max-pool: tap 9 won, which lies outside the image");
  }
}
