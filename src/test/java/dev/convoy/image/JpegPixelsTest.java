package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegPixelsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ycck.jpg",
        "cmyk-unmarked.jpg",
        "rgb-marked-by-adobe.jpg",
        "ycc-unmarked.jpg",
        "exif-turned-bogus-profile.jpg",
        "progressive-420.jpg",
        "grey.jpg"
      })
  void rareDressesDecodeAsPillowDecodesThem(String name) throws BadImageException {
    Pixels expected = TestImages.golden("decode/" + name + ".rgb.png");
    Pixels found = TestImages.golden("decode/" + name);
    assertThat(found.h()).isEqualTo(expected.h());
    assertThat(TestImages.meanDifference(found, expected)).isLessThanOrEqualTo(1.0);
  }

  /** To the bit: ours only go another way from the decoder's rows to an array. */
  @ParameterizedTest
  @ValueSource(strings = {"astronaut.jpg", "rocket.jpg", "cat-progressive.jpg", "grass-grey.jpg"})
  void samplesAreThoseOfImageIo(String name) throws BadImageException, IOException {
    byte[] file = TestImages.photo(name);
    Raster expected = ImageIO.read(new ByteArrayInputStream(file)).getRaster();
    Pixels found = new ImageDecoder(1_000_000, Channels.of(expected.getNumBands())).decode(file);
    int[] samples = expected.getPixels(0, 0, found.w(), found.h(), (int[]) null);
    assertThat(samples).hasSameSizeAs(found.data());
    for (int i = 0; i < samples.length; i++) {
      assertThat(found.data()[i]).isEqualTo((byte) samples[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCodingKeepsColoursInTheirPlaces(TestJpeg.Coding coding)
      throws BadImageException, IOException {
    byte[] samples = new byte[19 * 33 * 3];
    for (int i = 0; i < samples.length; i += 3) {
      samples[i] = (byte) 200;
      samples[i + 1] = (byte) 100;
      samples[i + 2] = (byte) 50;
    }
    Pixels orange = new Pixels(19, 33, 3, samples);
    Pixels found = TestImages.rgb(TestJpeg.of(orange, coding));
    assertThat(TestImages.largestDifference(found, orange)).isLessThanOrEqualTo(2);
  }

  @Test
  void pixelDataThatEndsBeforeTheEndMarkIsRejected() {
    byte[] whole = TestImages.photo("coffee.jpg");
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    cut[cut.length - 2] = (byte) 0xFF;
    cut[cut.length - 1] = (byte) 0xD9;
    assertThatThrownBy(() -> TestImages.rgb(cut))
        .isInstanceOf(BadImageException.class)
        .hasMessageMatching(
            "decode: corrupt: the JPEG's data is damaged after about \\d\\d\\d of 400 rows: .+");
  }

  @Test
  void aMissingEndMarkIsRejected() {
    byte[] whole = TestImages.photo("cat-progressive.jpg");
    assertThatThrownBy(() -> TestImages.rgb(Arrays.copyOf(whole, whole.length - 2)))
        .isInstanceOf(BadImageException.class)
        .hasMessage("decode: truncated: the JPEG data ends early, without its end mark");
  }

  @Test
  void aFileCutInItsHeaderSaysSo() {
    byte[] whole = TestImages.photo("coffee.jpg");
    assertThatThrownBy(() -> TestImages.rgb(Arrays.copyOf(whole, 100)))
        .isInstanceOf(BadImageException.class)
        .hasMessage("decode: truncated: the JPEG ends after 100 bytes, in its header");
  }

  @Test
  void kindsThatAreNotReadAreNamed() {
    assertRejected(frame(0xC3, 8, 3), "JPEG coded as SOF3 (lossless, hierarchical or arithmetic)");
    assertRejected(frame(0xC9, 8, 3), "JPEG coded as SOF9 (lossless, hierarchical or arithmetic)");
    assertRejected(frame(0xC1, 12, 3), "JPEG of 12 bits per sample; only 8 are read");
    assertRejected(frame(0xC0, 8, 2), "JPEG of 2 components; known are 1 (grey), 3 (colour)");
    assertRejected(
        new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9}, "no pixel data");
  }

  private static void assertRejected(byte[] encoded, String reason) {
    assertThatThrownBy(() -> TestImages.rgb(encoded))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] frame(int marker, int bits, int components) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] header = {0xFF, 0xD8, 0xFF, marker, 0, 8 + 3 * components, bits, 0, 8, 0, 8, components};
    Arrays.stream(header).forEach(out::write);
    out.writeBytes(new byte[3 * components]);
    out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
    return out.toByteArray();
  }
}
