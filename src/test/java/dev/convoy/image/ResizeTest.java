package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizeTest {
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
