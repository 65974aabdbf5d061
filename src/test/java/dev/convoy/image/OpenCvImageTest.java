package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenCvImageTest {
  private static final long MANY = 1_000_000;

  @Test
  void blueComesFirstAndAlphaIsDropped() throws BadImageException {
    byte[] red = {0, 10, (byte) 200};
    assertThat(new OpenCvImage(1, 1, 3, 16, red).pixels(MANY, Channels.RGB).data())
        .containsExactly(200, 10, 0);
    byte[] two = {1, 2, 3, 99, 4, 5, 6, 0};
    Pixels pixels = new OpenCvImage(2, 1, 4, 24, two).pixels(MANY, Channels.RGB);
    assertThat(pixels.data()).containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(pixels.h()).isEqualTo(2);
    assertThat(two).containsExactly(1, 2, 3, 99, 4, 5, 6, 0); // Spark's row is not changed
  }

  @Test
  void greyAndColourBecomeEachOtherAsDecodedFilesDo() throws BadImageException {
    byte[] grey = {(byte) 129, 0};
    assertThat(new OpenCvImage(1, 2, 1, 0, grey).pixels(MANY, Channels.RGB).data())
        .containsExactly(129, 129, 129, 0, 0, 0);
    byte[] bgr = {30, 20, 10};
    Pixels rgb = new Pixels(1, 1, 3, new byte[] {10, 20, 30});
    assertThat(new OpenCvImage(1, 1, 3, 16, bgr).pixels(MANY, Channels.GREY).data())
        .containsExactly(Channels.GREY.of(rgb).data());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -1 | -1 | -1 | -1 | 0 | Spark's image source could not decode it
           2 |  2 |  3 | 21 | 12 | mode 21, needed 0 (CV_8UC1), 16 (CV_8UC3) or 24 (CV_8UC4)
           2 |  2 |  3 |  0 | 12 | nChannels 3, but mode 0 has 1
           2 |  2 |  3 | 24 | 12 | nChannels 3, but mode 24 has 4
           0 |  2 |  3 | 16 | 0 | 2 x 0 pixels
          -2 | -2 |  3 | 16 | 12 | -2 x -2 pixels
           2 |  2 |  3 | 16 | 11 | are 12 bytes, data has 11
           2 |  2 |  3 | 16 | 13 | are 12 bytes, data has 13
          65536 | 65536 | 1 | 0 | 0 | 4,294,967,296 pixels exceed maxPixels 1,000,000
          1001 | 1000 | 1 | 0 | 1001000 | 1,001,000 pixels exceed maxPixels 1,000,000
          """)
  void fieldsThatDescribeNoPictureAreRefused(
      int h, int w, int channels, int mode, int bytes, String reason) {
    OpenCvImage image = new OpenCvImage(h, w, channels, mode, new byte[bytes]);
    assertThatThrownBy(() -> image.pixels(MANY, Channels.RGB))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining(reason)
        .hasMessageStartingWith("decode: ");
  }

  @Test
  void noSizeOverflowsIntoAPicture() {
    OpenCvImage image = new OpenCvImage(1 << 16, 1 << 16, 1, 0, new byte[0]);
    assertThatThrownBy(() -> image.pixels(Long.MAX_VALUE, Channels.GREY))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("are 4,294,967,296 bytes, data has 0");
  }
}
