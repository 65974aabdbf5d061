package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeTest {
  private static final long SEED = 20_261;

  @ParameterizedTest
  @CsvSource({"1,1", "7,5", "13,64", "100,3", "30,46", "62,94", "31,11", "5,47"})
  void agreesWithPillowToTheByte(int h, int w) throws BadImageException {
    Pixels cat = TestImages.golden("resize/cat-31x47.png");
    Pixels expected = TestImages.golden("resize/to-" + h + "x" + w + ".png");
    assertThat(Resize.to(cat, h, w).data()).isEqualTo(expected.data());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,5", "13,64", "31,47", "62,11"})
  void greyAgreesWithTheChannelsOfRgb(int h, int w) throws BadImageException {
    Pixels grey = Channels.GREY.of(TestImages.golden("resize/cat-31x47.png"));
    Pixels resized = Resize.to(grey, h, w);
    assertThat(Channels.RGB.of(resized).data())
        .isEqualTo(Resize.to(Channels.RGB.of(grey), h, w).data());
  }

  @ParameterizedTest
  @CsvSource({"62,94", "9,20", "31,20", "12,47", "31,47"})
  void aWindowIsACutOfTheWhole(int h, int w) throws BadImageException {
    Pixels cat = TestImages.golden("resize/cat-31x47.png");
    byte[] whole = Resize.to(cat, h, w).data();
    Pixels window = Resize.window(cat, h, w, new Resize.Window(2, 3, h - 5, w - 4));
    for (int y = 0; y < h - 5; y++) {
      int from = ((2 + y) * w + 3) * 3;
      int to = y * (w - 4) * 3;
      assertThat(Arrays.copyOfRange(window.data(), to, to + (w - 4) * 3))
          .isEqualTo(Arrays.copyOfRange(whole, from, from + (w - 4) * 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 16, 33, 100})
  void noiseOfAnySizeAgreesWithTheDefinition(int side) {
    Random random = new Random(SEED);
    for (int out : new int[] {1, 2, 3, 4, 5, 8, 22, 31, 67}) {
      for (int c : new int[] {1, 3}) {
        int w = 1 + random.nextInt(40);
        byte[] noise = new byte[side * w * c];
        random.nextBytes(noise);
        Pixels tall = new Pixels(side, w, c, noise);
        assertAgreesWithDefinition(tall, out, 1 + random.nextInt(40));
        Pixels wide = new Pixels(w, side, c, noise);
        assertAgreesWithDefinition(wide, 1 + random.nextInt(40), out);
      }
    }
  }

  private static void assertAgreesWithDefinition(Pixels from, int h, int w) {
    int c = from.c();
    int[] wide = new int[from.h() * w * c];
    for (int i = 0; i < from.h() * c; i++) {
      int at = i / c * from.w() * c + i % c;
      int[] row = new int[from.w()];
      Arrays.setAll(row, x -> from.data()[at + x * c] & 0xFF);
      int[] resized = definition(row, w);
      for (int x = 0; x < w; x++) {
        wide[i / c * w * c + x * c + i % c] = resized[x];
      }
    }
    byte[] expected = new byte[h * w * c];
    for (int i = 0; i < w * c; i++) {
      int at = i;
      int[] column = new int[from.h()];
      Arrays.setAll(column, y -> wide[y * w * c + at]);
      int[] resized = definition(column, h);
      for (int y = 0; y < h; y++) {
        expected[y * w * c + at] = (byte) resized[y];
      }
    }
    assertThat(Resize.to(from, h, w).data())
        .as("[%s, %s, %s] to %s x %s, seed %s", from.h(), from.w(), c, h, w, SEED)
        .isEqualTo(expected);
  }

  /** One line of samples: every weight worked out, also those that are 0. */
  private static int[] definition(int[] line, int out) {
    double ratio = (double) line.length / out;
    double reach = Math.max(1, ratio);
    int[] resized = new int[out];
    for (int o = 0; o < out; o++) {
      double centre = (o + 0.5) * ratio;
      double[] weights = new double[line.length];
      Arrays.setAll(weights, i -> Math.max(0, 1 - Math.abs((i - centre + 0.5) * (1 / reach))));
      double all = 0;
      for (double weight : weights) {
        all += weight;
      }
      long sum = 1 << 21;
      for (int i = 0; i < line.length; i++) {
        sum += line[i] * (long) (weights[i] / all * (1 << 22) + 0.5);
      }
      resized[o] = (int) (sum >> 22);
    }
    return resized;
  }

  /** Halving: the triangle reaches two samples, weights 1 3 3 1 of 8, at the border 3 3 1 of 7. */
  @Test
  void halvingARowGivesTheWeightsOfTheTriangle() {
    Pixels row = new Pixels(1, 6, 1, new byte[] {0, 70, 80, 0, 0, 100});
    assertThat(Resize.to(row, 1, 3).data()).containsExactly(41, 39, 43);
  }

  @Test
  void aPlainPictureStaysPlainAtAnySize() {
    byte[] white = new byte[11 * 13];
    Arrays.fill(white, (byte) 255);
    for (int side : new int[] {1, 2, 5, 12, 13, 14, 100}) {
      assertThat(Resize.to(new Pixels(11, 13, 1, white), side, 2 * side).data())
          .containsOnly((byte) 255);
    }
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    Pixels picture = new Pixels(2, 1, 3, new byte[6]);
    assertThat(Resize.to(picture, 2, 1)).isSameAs(picture);
  }

  @Test
  void sizesThatDoNotFitAreErrors() {
    Pixels picture = new Pixels(2, 1, 3, new byte[6]);
    assertThatThrownBy(() -> Resize.to(picture, 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resize to 0 x 5: needs at least 1 x 1");
    assertThatThrownBy(() -> Resize.to(picture, 50_000, 50_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resize 2 x 1 to 50000 x 50000: does not fit one array");
  }
}
