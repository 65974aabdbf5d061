package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final ImageDecoder DECODER = new ImageDecoder(100_000_000, Channels.RGB);

  @ParameterizedTest
  @CsvSource({
    "astronaut.jpg, 512, 512",
    "cat-alpha.png, 150, 225",
    "cat-cmyk.jpg, 300, 451",
    "galaxies.jpg, 872, 1000",
    "camera-grey.png, 512, 512"
  })
  void photosHaveTheirSizeAndThreeChannels(String name, int h, int w) throws BadImageException {
    Pixels photo = DECODER.decode(TestImages.photo(name));
    assertThat(photo.h()).isEqualTo(h);
    assertThat(photo.w()).isEqualTo(w);
    assertThat(photo.c()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "broken-empty.png | empty file (0 bytes)",
        "broken-not-an-image.jpg | not a JPEG or PNG image: begins with 74 68 69 73 ('this')",
        "broken-truncated.jpg | truncated: the JPEG data ends early, about 1\\d\\d of 427 rows are there"
      })
  void brokenPhotosAreRejectedWithAReason(String name, String reason) {
    assertThatThrownBy(() -> DECODER.decode(TestImages.photo(name)))
        .isInstanceOfSatisfying(
            BadImageException.class,
            e -> {
              assertThat(e.stage()).isEqualTo("decode");
              assertThat(e.reason()).matches(reason.replace("(", "\\(").replace(")", "\\)"));
              assertThat(e).hasMessage("decode: " + e.reason());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIF89a......", "RIFF....WEBP", "BM", "<html>", "\0\0\0\0", "a"})
  void otherFormatsAreNamedByTheirFirstBytes(String contents) {
    assertThatThrownBy(() -> DECODER.decode(contents.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("not a JPEG or PNG image: begins with ");
  }

  @Test
  void greyIsPillowsLuma() throws BadImageException {
    byte[] encoded = TestImages.bytes(TestImages.GOLDEN.resolve("decode/cat-rgb.png"));
    byte[] luma = TestImages.bytes(TestImages.GOLDEN.resolve("decode/cat-luma.png"));
    ImageDecoder grey = new ImageDecoder(2000, Channels.GREY);
    assertThat(grey.decode(encoded).data()).isEqualTo(grey.decode(luma).data());
  }

  @Test
  void greyPhotosAreRepeatedForRgb() throws BadImageException {
    byte[] encoded = TestImages.photo("camera-grey.png");
    Pixels grey = new ImageDecoder(1 << 20, Channels.GREY).decode(encoded);
    Pixels rgb = DECODER.decode(encoded);
    assertThat(grey.c()).isEqualTo(1);
    for (int i = 0; i < rgb.data().length; i++) {
      assertThat(rgb.data()[i]).isEqualTo(grey.data()[i / 3]);
    }
  }

  @Test
  void maxPixelsIsTheMostThatIsDecoded() throws BadImageException {
    byte[] cat = TestImages.photo("cat.png"); // 451 x 300 = 135,300
    assertThat(new ImageDecoder(135_300, Channels.RGB).decode(cat).w()).isEqualTo(451);
    for (String name : new String[] {"cat.png", "cat-cmyk.jpg", "cat-progressive.jpg"}) {
      assertThatThrownBy(
              () -> new ImageDecoder(135_299, Channels.RGB).decode(TestImages.photo(name)))
          .isInstanceOf(BadImageException.class)
          .hasMessage("decode: 451 x 300 = 135,300 pixels exceed maxPixels 135,299");
    }
  }

  @Test
  void pngClaimingMoreThanMaxPixelsIsRefusedByItsHeader() {
    byte[] header = TestPng.header(100_000, 100_000, 8, TestPng.RGB, 0);
    byte[] bomb = TestPng.file(header, new byte[0], TestPng.deflated(new byte[10_000]));
    assertThatThrownBy(() -> DECODER.decode(bomb))
        .isInstanceOf(BadImageException.class)
        .hasMessage("decode: 100000 x 100000 = 10,000,000,000 pixels exceed maxPixels 100,000,000");
  }

  @Test
  void pngClaimingMoreThanItsDataCanHoldIsRefused() {
    byte[] header = TestPng.header(10_000, 10_000, 16, TestPng.RGB_ALPHA, 1);
    byte[] bomb = TestPng.file(header, new byte[0], TestPng.deflated(new byte[10_000]));
    assertThatThrownBy(() -> DECODER.decode(bomb))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("the header claims 10000 x 10000 = 100,000,000 pixels");
  }

  @ParameterizedTest
  @CsvSource({"astronaut.jpg, 65500, 65500", "grass-grey.jpg, 10000, 9999"})
  void jpegClaimingTooMuchIsRefused(String name, int h, int w) {
    byte[] forged = TestImages.photo(name);
    int frame = 0;
    while (!((forged[frame] & 0xFF) == 0xFF && (forged[frame + 1] & 0xFF) == 0xC0)) {
      frame++;
    }
    forged[frame + 5] = (byte) (h >> 8);
    forged[frame + 6] = (byte) h;
    forged[frame + 7] = (byte) (w >> 8);
    forged[frame + 8] = (byte) w;
    assertThatThrownBy(() -> DECODER.decode(forged))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining(w + " x " + h);
  }

  @Test
  void aSizeOfZeroIsRefused() {
    byte[] header = TestPng.header(0, 7, 8, TestPng.RGB, 0);
    byte[] empty = TestPng.file(header, new byte[0], TestPng.deflated(new byte[7]));
    assertThatThrownBy(() -> DECODER.decode(empty))
        .isInstanceOf(BadImageException.class)
        .hasMessage("decode: 0 x 7 pixels: a picture has at least 1 x 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat.png", "astronaut.jpg", "cat-progressive.jpg", "cat-cmyk.jpg"})
  void whatFollowsAWholePictureIsIgnored(String name) throws BadImageException {
    byte[] whole = TestImages.photo(name);
    byte[] longer = Arrays.copyOf(whole, whole.length + 1000);
    Arrays.fill(longer, whole.length, longer.length, (byte) 0xD8);
    longer[whole.length] = (byte) 0xFF;
    assertThat(DECODER.decode(longer).data()).isEqualTo(DECODER.decode(whole).data());
  }

  @Test
  void maxPixelsOfZeroIsAnError() {
    assertThatThrownBy(() -> new ImageDecoder(0, Channels.RGB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxPixels: found 0, needed at least 1");
  }

  @Test
  void channelsOtherThanOneAndThreeAreAnError() {
    assertThat(Channels.of(1)).isEqualTo(Channels.GREY);
    assertThat(Channels.of(3)).isEqualTo(Channels.RGB);
    assertThatThrownBy(() -> Channels.of(4)).isInstanceOf(IllegalArgumentException.class);
  }
}
