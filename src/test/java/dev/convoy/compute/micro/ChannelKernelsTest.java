package dev.convoy.compute.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both twins give the same bits, and touch nothing but what they are to set. */
class ChannelKernelsTest {
  private static final long SEED = 17;
  private static final int FRAME = 5;
  private static final float[] SPECIAL = {
    0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -1, 6, 7
  };

  private final ChannelKernels vector = Kernels.named("vector").channels();
  private final ChannelKernels scalar = Kernels.named("scalar").channels();
  private final Random random = new Random(SEED);

  /** What one of the kernels does with its output. */
  private interface Work {
    void on(ChannelKernels kernels, float[] y);
  }

  private void assertTwins(String what, float[] y, Work work) {
    float[] ofVector = y.clone();
    float[] ofScalar = y.clone();
    work.on(vector, ofVector);
    work.on(scalar, ofScalar);
    assertThat(bits(ofVector)).as("%s, seed %s", what, SEED).isEqualTo(bits(ofScalar));
  }

  /** All NaN are alike: which one a sum or maximum of several gives depends on the machine. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }

  /** Several steps in one pass give what the steps give one after the other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 17, 32, 48, 64})
  void joinedStepsAreTheStepsOneByOne(int c) {
    int rows = 5;
    float infinity = Float.POSITIVE_INFINITY;
    float[] scale = mixed(c);
    float[] shift = mixed(c);
    float[] other = mixed(rows * c + FRAME);
    float[] y = mixed(rows * c + 2 * FRAME);
    for (ChannelKernels kernels : new ChannelKernels[] {vector, scalar}) {
      for (float high : new float[] {6f, infinity}) {
        float[] one = y.clone();
        kernels.scaleShift(rows, c, c, one, FRAME, scale, shift, 0, one, FRAME);
        kernels.clamp(rows * c, 0f, high, one, FRAME, one, FRAME);
        float[] both = y.clone();
        kernels.scaleShiftClamp(rows, c, scale, shift, 0f, high, both, FRAME);
        assertThat(bits(both)).isEqualTo(bits(one));
        for (float low : new float[] {0f, -infinity}) {
          one = y.clone();
          kernels.scaleShift(rows, c, c, one, FRAME, scale, shift, 0, one, FRAME);
          kernels.add(rows * c, one, FRAME, other, FRAME, one, FRAME);
          kernels.clamp(rows * c, low, high, one, FRAME, one, FRAME);
          both = y.clone();
          kernels.scaleShiftAddClamp(rows, c, scale, shift, other, FRAME, low, high, both, FRAME);
          assertThat(bits(both))
              .as("%s channels, from %s to %s", c, low, high)
              .isEqualTo(bits(one));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 16, 17, 31, 33, 48, 64, 100})
  void productsOfEveryRunAreTheSame(int c) {
    for (int pixels = 1; pixels <= 10; pixels++) {
      for (int rows = 0; rows <= 5; rows++) {
        assertProducts(c, pixels, rows, c);
        assertProducts(c, pixels, rows, 2 * c);
      }
    }
  }

  private void assertProducts(int c, int pixels, int rows, int xStep) {
    Taps taps = taps(rows, Math.max(1, rows), c);
    float[] x = mixed((pixels * 2 + 60) * c + FRAME);
    float[] w = mixed(30 * c + FRAME);
    float[] bias = mixed(pixels * c + FRAME);
    float[] y = mixed(pixels * 2 * c + 2 * FRAME);
    int step = 2 * c;
    String what = c + " channels, " + pixels + " pixels, " + rows + " rows, step " + xStep;
    for (int ld : new int[] {0, c}) {
      assertTwins(
          what,
          y,
          (k, to) -> k.products(c, pixels, taps, x, 3, xStep, w, 1, bias, 2, ld, to, FRAME, step));
    }
    assertTwins(
        what + ", added",
        y,
        (k, to) ->
            k.products(c, pixels, taps, x, 3, xStep, w, 1, to, FRAME, step, to, FRAME, step));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 16, 17, 31, 33, 48, 64, 100})
  void poolsOfEveryRunAreTheSame(int c) {
    for (int pixels = 1; pixels <= 6; pixels++) {
      for (int rows = 1; rows <= 3; rows++) {
        int run = pixels; // for the lambdas
        Taps taps = taps(rows, 3, c);
        float[] x = mixed((pixels * 2 + 60) * c + FRAME);
        float[] y = mixed(pixels * 2 * c + 2 * FRAME);
        String what = c + " channels, " + pixels + " pixels, " + rows + " rows";
        assertTwins(
            "largest, " + what,
            y,
            (kernels, to) -> kernels.largest(c, run, taps, x, 3, 2 * c, to, FRAME, 2 * c));
        assertTwins(
            "average, " + what,
            y,
            (kernels, to) -> kernels.averages(c, run, taps, 7f, x, 3, 2 * c, to, FRAME, 2 * c));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 16, 17, 31, 33, 48, 64, 100})
  void rowsAreTheSame(int c) {
    for (int rows = 0; rows <= 9; rows++) {
      int step = c + 2;
      int height = rows;
      float[] x = mixed(rows * step + 2 * FRAME);
      float[] scale = mixed(c + FRAME);
      float[] shift = mixed(c + FRAME);
      assertTwins(
          rows + " rows of " + c,
          mixed(x.length),
          (kernels, to) ->
              kernels.scaleShift(height, c, step, x, 2, scale, shift, FRAME, to, FRAME));
      assertTwins(
          rows + " rows of " + c + " in place",
          x,
          (kernels, to) ->
              kernels.scaleShift(height, c, step, to, FRAME, scale, shift, FRAME, to, FRAME));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 7, 8, 16, 17, 31, 33, 100})
  void valuesAreTheSame(int count) {
    float[] a = mixed(count + 2 * FRAME);
    float[] b = mixed(count + 2 * FRAME);
    float[] y = mixed(count + 2 * FRAME);
    assertTwins("add", y, (k, to) -> k.add(count, a, 1, b, 2, to, 3));
    assertTwins("add in place", y, (k, to) -> k.add(count, to, 3, b, 2, to, 3));
    for (float high : new float[] {6, Float.POSITIVE_INFINITY}) {
      assertTwins("clamp", y, (k, to) -> k.clamp(count, 0, high, a, 1, to, 3));
      assertTwins("clamp in place", y, (k, to) -> k.clamp(count, 0, high, to, 3, to, 3));
    }
    for (float slope : new float[] {0, 0.1f, -2}) {
      assertTwins("leaky", y, (k, to) -> k.leaky(count, slope, a, 1, to, 3));
      assertTwins("leaky in place", y, (k, to) -> k.leaky(count, slope, to, 3, to, 3));
    }
  }

  @Test
  void clampIsTheRectifierOfEveryValue() {
    float[] x = new float[4 * SPECIAL.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = SPECIAL[i % SPECIAL.length];
    }
    float[] relu = new float[x.length];
    float[] relu6 = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      relu[i] = Math.max(x[i], 0f);
      relu6[i] = Math.min(Math.max(x[i], 0f), 6f);
    }
    for (ChannelKernels kernels : new ChannelKernels[] {vector, scalar}) {
      float[] y = new float[x.length];
      kernels.clamp(x.length, 0, Float.POSITIVE_INFINITY, x, 0, y, 0);
      assertThat(bits(y)).isEqualTo(bits(relu));
      kernels.clamp(x.length, 0, 6, x, 0, y, 0);
      assertThat(bits(y)).isEqualTo(bits(relu6));
    }
  }

  /** Neighbouring taps in rows of {@code columns}; the weights in the opposite order. */
  private static Taps taps(int rows, int columns, int channels) {
    Taps taps = new Taps();
    taps.add(1, 1);
    taps.clear();
    for (int tap = 0; tap < rows * columns; tap++) {
      int pixel = tap / columns * 9 + tap % columns;
      taps.add(pixel * channels, (rows * columns - 1 - tap) * channels);
    }
    return taps;
  }

  /** Mostly ordinary numbers. */
  private float[] mixed(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < count; i += 1 + random.nextInt(40)) {
      values[i] = SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return values;
  }
}
