package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngPixelsTest {
  private static final long SEED = 20_240_607;
  private static final byte[] NONE = {};
  private static final byte[] GAMMA_AND_TRANSPARENT =
      concat(
          TestPng.chunk("gAMA", new byte[] {0, 0, (byte) 0xB1, (byte) 0x8F}),
          TestPng.chunk("tRNS", new byte[] {0, 1}));

  static List<Arguments> everyKind() {
    int[][] bitsOfType = {{1, 2, 4, 8, 16}, {}, {8, 16}, {1, 2, 4, 8}, {8, 16}, {}, {8, 16}};
    int[][] sizes = {{1, 1}, {3, 2}, {13, 7}, {5, 31}, {17, 9}};
    List<Arguments> kinds = new ArrayList<>();
    for (int type = 0; type < bitsOfType.length; type++) {
      for (int bits : bitsOfType[type]) {
        for (int[] size : sizes) {
          kinds.add(Arguments.of(type, bits, size[0], size[1], false));
          kinds.add(Arguments.of(type, bits, size[0], size[1], true));
        }
      }
    }
    return kinds;
  }

  @ParameterizedTest(name = "colour type {0}, {1} bits, {2} x {3}, interlaced {4}")
  @MethodSource("everyKind")
  void everyKindGivesItsSamples(int type, int bits, int h, int w, boolean interlaced)
      throws BadImageException {
    Random random = new Random(SEED);
    int perPixel = TestPng.samplesPerPixel(type);
    int[][] samples = randomSamples(random, h, w * perPixel, bits);
    byte[] palette = new byte[type == TestPng.PALETTE ? 3 << bits : 0];
    random.nextBytes(palette);
    byte[] extra = palette.length == 0 ? GAMMA_AND_TRANSPARENT : TestPng.chunk("PLTE", palette);

    byte[] encoded = TestPng.write(samples, bits, type, interlaced, extra);
    Pixels decoded = TestImages.rgb(encoded);

    assertThat(decoded.h()).isEqualTo(h);
    assertThat(decoded.w()).isEqualTo(w);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int c = 0; c < 3; c++) {
          int sample = samples[y][x * perPixel + (perPixel >= 3 ? c : 0)];
          int expected =
              type == TestPng.PALETTE ? palette[3 * sample + c] & 0xFF : to8(sample, bits);
          int found = decoded.data()[(y * w + x) * 3 + c] & 0xFF;
          assertThat(found).as("row %s, column %s, channel %s", y, x, c).isEqualTo(expected);
        }
      }
    }
  }

  /** Stretched to 0..255; of 16 bits the high byte. */
  private static int to8(int sample, int bits) {
    return bits == 16 ? sample >> 8 : sample * 255 / ((1 << bits) - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat.png", "cat-alpha.png", "cat-palette.png"})
  void colourPhotosAgreeWithJavasReader(String name) throws IOException, BadImageException {
    byte[] encoded = TestImages.photo(name);
    BufferedImage javas = ImageIO.read(new ByteArrayInputStream(encoded));
    Pixels ours = TestImages.rgb(encoded);
    for (int i = 0; i < ours.h() * ours.w(); i++) {
      int rgb = javas.getRGB(i % ours.w(), i / ours.w());
      for (int c = 0; c < 3; c++) {
        assertThat(ours.data()[3 * i + c]).isEqualTo((byte) (rgb >> (16 - 8 * c)));
      }
    }
  }

  @Test
  void aPaletteIndexBeyondThePaletteIsRejected() {
    byte[] two = TestPng.chunk("PLTE", new byte[6]);
    byte[] encoded = TestPng.write(new int[][] {{0, 1, 2}}, 4, TestPng.PALETTE, false, two);
    assertRejected(encoded, "corrupt: palette index 2, the palette has 2");
  }

  @Test
  void aPaletteThatIsMissingIsRejected() {
    byte[] encoded = TestPng.write(new int[][] {{0}}, 4, TestPng.PALETTE, false, NONE);
    assertRejected(encoded, "corrupt: the palette has 0 bytes, needs 3 for each colour");
  }

  @Test
  void missingRowsAreCounted() {
    byte[] threeRows = TestPng.deflated(new byte[3 * (1 + 5)]);
    byte[] encoded = TestPng.file(TestPng.header(5, 7, 8, TestPng.GREY, 0), NONE, threeRows);
    assertRejected(encoded, "truncated: the PNG's pixel data ends early, 3 of 7 rows are whole");
  }

  @Test
  void anUnknownRowFilterIsRejected() {
    byte[] rows = {0, 1, 1, 5, 1, 1};
    byte[] header = TestPng.header(2, 2, 8, TestPng.GREY, 0);
    assertRejected(
        TestPng.file(header, NONE, TestPng.deflated(rows)),
        "corrupt: PNG row filter 5, known are 0 to 4; 1 of 2 rows are whole");
  }

  @Test
  void dataThatIsNotDeflatedIsRejected() {
    byte[] header = TestPng.header(2, 2, 8, TestPng.GREY, 0);
    assertRejected(
        TestPng.file(header, NONE, new byte[] {1, 2, 3, 4, 5, 6}),
        "corrupt: the PNG's compressed data is damaged, 0 of 2 rows are whole");
  }

  @Test
  void dataThatNeedsADictionaryIsRejected() {
    byte[] header = TestPng.header(2, 2, 8, TestPng.GREY, 0);
    byte[] data = {0x78, (byte) 0xBB, 0, 0, 0, 1, 0, 0}; // zlib header with FDICT set
    assertRejected(
        TestPng.file(header, NONE, data),
        "truncated: the PNG's pixel data ends early, 0 of 2 rows are whole");
  }

  @Test
  void aWrongChecksumIsRejected() {
    byte[] encoded = TestPng.write(new int[][] {{1, 2}}, 8, TestPng.GREY, false, NONE);
    encoded[8 + 8 + 3] ^= 2; // width, in the header
    assertThatThrownBy(() -> TestImages.rgb(encoded))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("corrupt: chunk IHDR at byte 8 has checksum ");
  }

  @Test
  void unknownColourTypesAreRejected() {
    byte[] data = TestPng.deflated(new byte[100]);
    assertRejected(
        TestPng.file(TestPng.header(2, 2, 4, TestPng.RGB, 0), NONE, data),
        "corrupt: PNG has no colour type 2 with 4 bits");
    assertRejected(
        TestPng.file(TestPng.header(2, 2, 8, TestPng.GREY, 7), NONE, data),
        "corrupt: PNG compression 0, filter 0, interlace 7; known are 0, 0, and 0 or 1");
  }

  @Test
  void aBrokenProfileIsNotLookedAt() throws BadImageException {
    byte[] bogus = concat(TestPng.chunk("iCCP", new byte[] {1, 2, 3}), TestPng.chunk("zTXt", NONE));
    byte[] encoded = TestPng.write(new int[][] {{7}}, 8, TestPng.GREY, false, bogus);
    assertThat(TestImages.rgb(encoded).data()).containsExactly(7, 7, 7);
  }

  private static void assertRejected(byte[] encoded, String reason) {
    assertThatThrownBy(() -> TestImages.rgb(encoded))
        .isInstanceOf(BadImageException.class)
        .hasMessage("decode: " + reason);
  }

  private static int[][] randomSamples(Random random, int h, int length, int bits) {
    int[][] samples = new int[h][length];
    for (int[] row : samples) {
      for (int i = 0; i < length; i++) {
        row[i] = random.nextInt(1 << bits);
      }
    }
    return samples;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
