package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertClose;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.tolerance;
import static dev.convoy.compute.Arrays32.widened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.compute.PoolGeometry.Rounding;
import dev.convoy.reference.NdArray;
import dev.convoy.reference.Pool2dReference;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class Pool2dTest {
  private static final long SEED = 9;

  /** The zeros are two floats and one value. */
  private static final float[] SOME_VALUES = {-1, -0f, 0f, 1};

  static List<PoolGeometry> hostileGeometries() {
    return List.of(
        pool(1, 1, 1, 1, Window.square(1, 1), Padding.NONE, Rounding.FLOOR),
        pool(2, 5, 7, 3, Window.square(2, 2), Padding.NONE, Rounding.FLOOR),
        pool(2, 5, 7, 3, Window.square(2, 2), Padding.NONE, Rounding.CEIL),
        pool(1, 8, 9, 17, Window.square(3, 2), Padding.all(1), Rounding.CEIL),
        pool(2, 6, 6, 16, Window.square(3, 1), Padding.all(1), Rounding.FLOOR),
        pool(1, 7, 4, 5, new Window(3, 2, 2, 1, 1, 1), new Padding(1, 0, 0, 1), Rounding.CEIL),
        pool(1, 9, 9, 2, new Window(2, 3, 1, 2, 3, 2), new Padding(2, 0, 1, 2), Rounding.FLOOR),
        pool(3, 4, 4, 4, Window.square(4, 1), Padding.NONE, Rounding.FLOOR),
        pool(1, 3, 3, 1, Window.square(2, 5), Padding.NONE, Rounding.CEIL),
        pool(2, 11, 9, 33, Window.square(3, 2), Padding.all(1), Rounding.FLOOR),
        pool(1, 15, 4, 64, Window.square(2, 2), Padding.NONE, Rounding.CEIL),
        pool(1, 1, 1, 64, Window.square(3, 1), Padding.all(1), Rounding.FLOOR),
        pool(1, 8, 8, 7, new Window(3, 3, 1, 1, 4, 4), Padding.all(3), Rounding.CEIL));
  }

  static PoolGeometry pool(
      int n, int h, int w, int c, Window window, Padding pad, Rounding rounding) {
    return new PoolGeometry(Shape.of(n, h, w, c), window, pad, rounding);
  }

  @ParameterizedTest
  @MethodSource("hostileGeometries")
  void maxAgreesWithReference(PoolGeometry g) {
    float[] x = random(g.input().count(), new Random(SEED));
    float[] y = filledWithNaN(g.outputShape().count());
    MaxPool2d.forward(g, x, y, Workspaces.underTest());
    assertClose(g.toString(), y, reference(g).max(wide(g, x)).values(), 0);
  }

  @ParameterizedTest
  @MethodSource("hostileGeometries")
  void averagesAgreeWithReference(PoolGeometry g) {
    float[] x = random(g.input().count(), new Random(SEED));
    for (AveragePool2d.Divisor divisor : AveragePool2d.Divisor.values()) {
      float[] y = filledWithNaN(g.outputShape().count());
      AveragePool2d.forward(g, divisor, x, y, Workspaces.underTest());
      boolean counted = divisor == AveragePool2d.Divisor.IMAGE_AND_PADDING;
      double[] expected = reference(g).average(wide(g, x), counted).values();
      assertClose(g + " " + divisor, y, expected, tolerance(g.window().taps(), x, new float[0]));
    }
  }

  /** Giving each winner a gradient of 1 must give the reference's gradient; ties are many here. */
  @ParameterizedTest
  @EnumSource
  void winnersAreThoseOfTheReference(MaxPool2d.Ties ties) {
    for (PoolGeometry g : hostileGeometries()) {
      float[] x = withManyTies(g);
      float[] y = filledWithNaN(g.outputShape().count());
      MaxPool2d.forward(g, x, y, Workspaces.underTest());
      double[] dy = new double[y.length];
      Arrays.fill(dy, 1);
      NdArray expected =
          reference(g)
              .maxBackward(
                  wide(g, x), new NdArray(g.outputShape(), dy), ties == MaxPool2d.Ties.ALL);
      assertThat(scattered(g, ties, x, y)).as("%s", g).isEqualTo(expected.values());
    }
  }

  static float[] withManyTies(PoolGeometry g) {
    Random random = new Random(SEED);
    float[] x = new float[g.input().length()];
    for (int i = 0; i < x.length; i++) {
      x[i] = SOME_VALUES[random.nextInt(SOME_VALUES.length)];
    }
    return x;
  }

  /** 1 added at every winner that {@link MaxPool2d#keepWinners} stored. */
  private static double[] scattered(PoolGeometry g, MaxPool2d.Ties ties, float[] x, float[] y) {
    double[] gradient = new double[x.length];
    int outputs = g.outH() * g.outW() * g.input().c();
    int bits = MaxPool2d.winnerBits(g, ties);
    for (int image = 0; image < g.input().n(); image++) {
      byte[] packed = new byte[MaxPool2d.winnerBytes(g, ties)];
      MaxPool2d.keepWinners(g, ties, image, x, y, packed, 0);
      BitPacking.Reader reader = new BitPacking.Reader(packed, 0);
      for (int output = 0; output < outputs; output++) {
        int code = reader.read(bits);
        for (int tap = 0; tap < g.window().taps(); tap++) {
          boolean won = ties == MaxPool2d.Ties.FIRST ? tap == code : (code >> tap & 1) == 1;
          if (won) {
            gradient[inputAt(g, image, output, tap)]++;
          }
        }
      }
    }
    return gradient;
  }

  private static int inputAt(PoolGeometry g, int image, int output, int tap) {
    int c = g.input().c();
    int row = inputRow(g, output / c / g.outW(), tap);
    int column = inputColumn(g, output / c % g.outW(), tap);
    return ((image * g.input().h() + row) * g.input().w() + column) * c + output % c;
  }

  private static int inputRow(PoolGeometry g, int oh, int tap) {
    int fh = tap / g.window().filterW();
    return oh * g.window().strideH() + fh * g.window().dilationH() - g.pad().top();
  }

  private static int inputColumn(PoolGeometry g, int ow, int tap) {
    int fw = tap % g.window().filterW();
    return ow * g.window().strideW() + fw * g.window().dilationW() - g.pad().left();
  }

  /** NaN above all, 0 above -0, and padding never chosen: not even where all else is -infinity. */
  @ParameterizedTest
  @MethodSource("hostileGeometries")
  void maxOrdersSpecialValuesAsMathMaxDoes(PoolGeometry g) {
    float[] special = {Float.NaN, -0f, 0f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -1};
    Random random = new Random(SEED);
    float[] x = new float[g.input().length()];
    for (int i = 0; i < x.length; i++) {
      x[i] = special[Math.max(1, random.nextInt(20)) % special.length];
    }
    float[] y = filledWithNaN(g.outputShape().count());
    MaxPool2d.forward(g, x, y, Workspaces.underTest());
    int outputs = y.length / g.input().n();
    for (int i = 0; i < y.length; i++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int tap = 0; tap < g.window().taps(); tap++) {
        if (isInside(g, i % outputs, tap)) {
          max = Math.max(max, x[inputAt(g, i / outputs, i % outputs, tap)]);
        }
      }
      assertThat(bits(y[i])).as("%s, at %s", g, i).isEqualTo(bits(max));
    }
  }

  private static int bits(float value) {
    return Float.floatToIntBits(value);
  }

  private static boolean isInside(PoolGeometry g, int output, int tap) {
    int c = g.input().c();
    int row = inputRow(g, output / c / g.outW(), tap);
    int column = inputColumn(g, output / c % g.outW(), tap);
    return row >= 0 && row < g.input().h() && column >= 0 && column < g.input().w();
  }

  @Test
  void nanUnderTheWindowIsSeen() {
    PoolGeometry g = pool(1, 2, 2, 1, Window.square(2, 2), Padding.NONE, Rounding.FLOOR);
    float[] y = new float[1];
    MaxPool2d.forward(g, new float[] {1, Float.NaN, 2, 3}, y, Workspaces.underTest());
    assertThat(y[0]).isNaN();
  }

  @Test
  void aWindowOfPaddingAloneIsRefused() {
    assertThatThrownBy(() -> pool(1, 4, 4, 1, Window.square(2, 2), Padding.all(2), Rounding.FLOOR))
        .hasMessage("pool: output row 0 would see padding only; use less padding");
    assertThatThrownBy(() -> pool(1, 2, 9, 1, Window.square(5, 1), Padding.all(1), Rounding.FLOOR))
        .hasMessageContaining("window is 5 pixels high, the padded image only 4");
  }

  static NdArray wide(PoolGeometry g, float[] x) {
    return new NdArray(g.input(), widened(x));
  }

  static Pool2dReference reference(PoolGeometry g) {
    Window window = g.window();
    Padding pad = g.pad();
    return new Pool2dReference(
        new int[] {window.filterH(), window.filterW()},
        new int[] {window.strideH(), window.strideW()},
        new int[] {pad.top(), pad.bottom(), pad.left(), pad.right()},
        new int[] {window.dilationH(), window.dilationW()},
        g.rounding() == Rounding.CEIL);
  }
}
