package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rule for prefixes: a file whose last bytes are missing lacks its end mark, so every proper
 * prefix is rejected. The rule for all else: a picture of the claimed size, or a {@link
 * BadImageException}; nothing else is ever thrown.
 */
class DamagedImagesTest {
  private static final long SEED = 7_919;
  private static final int PREFIXES_PER_PHOTO = 40;
  private static final int MUTANTS_PER_SMALL_FILE = 1_500;
  private static final int MUTANTS_PER_PHOTO = 15;
  private static final ImageDecoder DECODER = new ImageDecoder(1_000_000, Channels.RGB);

  static List<Path> photos() {
    return TestImages.whole(TestImages.PHOTOS);
  }

  static List<Path> smallFiles() {
    return TestImages.small();
  }

  @ParameterizedTest
  @MethodSource("smallFiles")
  void everyPrefixOfASmallFileIsRejected(Path file) throws BadImageException {
    byte[] whole = TestImages.bytes(file);
    assertThat(DECODER.decode(whole).w()).isEqualTo(47);
    for (int length = 0; length < whole.length; length++) {
      assertRejected(whole, length);
    }
  }

  @ParameterizedTest
  @MethodSource("photos")
  void prefixesOfPhotosAreRejected(Path file) {
    byte[] whole = TestImages.bytes(file);
    Random random = new Random(SEED);
    for (int i = 0; i < PREFIXES_PER_PHOTO; i++) {
      assertRejected(whole, random.nextInt(whole.length));
    }
    for (int missing = 1; missing <= 12; missing++) {
      assertRejected(whole, whole.length - missing);
    }
  }

  @ParameterizedTest
  @MethodSource("smallFiles")
  void mutantsOfSmallFilesDecodeOrAreRejected(Path file) {
    mutate(TestImages.bytes(file), MUTANTS_PER_SMALL_FILE);
  }

  @ParameterizedTest
  @MethodSource("photos")
  void mutantsOfPhotosDecodeOrAreRejected(Path file) {
    mutate(TestImages.bytes(file), MUTANTS_PER_PHOTO);
  }

  /** Behind the checksums: damaged headers and damaged compressed data, with sums that fit. */
  @ParameterizedTest
  @MethodSource("dev.convoy.image.PngPixelsTest#everyKind")
  void mutantsOfPngWithRightChecksumsDecodeOrAreRejected(
      int type, int bits, int h, int w, boolean interlaced) {
    Random random = new Random(SEED);
    byte[] palette = TestPng.chunk("PLTE", new byte[12]);
    for (int i = 0; i < 100; i++) {
      byte[] header = TestPng.header(w, h, bits, type, interlaced ? 1 : 0);
      byte[] data = TestPng.deflated(new byte[8 * w * h + 8 * h]);
      mutateOnce(random, i % 2 == 0 ? header : data);
      decodeOrReject(TestPng.file(header, palette, data), i);
    }
  }

  private static void mutate(byte[] whole, int mutants) {
    Random random = new Random(SEED);
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = whole.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutateOnce(random, mutant);
      }
      decodeOrReject(mutant, i);
    }
  }

  private static void mutateOnce(Random random, byte[] bytes) {
    int within = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 700); // headers more
    bytes[random.nextInt(within)] = (byte) random.nextInt(256);
  }

  private static void decodeOrReject(byte[] bytes, int mutant) {
    try {
      Pixels decoded = DECODER.decode(bytes);
      assertThat((long) decoded.h() * decoded.w()).isBetween(1L, 1_000_000L);
    } catch (BadImageException e) {
      assertThat(e.reason()).isNotBlank().doesNotContain("null");
    } catch (Throwable e) {
      fail("mutant " + mutant + " of seed " + SEED, e);
    }
  }

  private static void assertRejected(byte[] whole, int length) {
    assertThatThrownBy(() -> DECODER.decode(Arrays.copyOf(whole, length)))
        .as("the first %s of %s bytes", length, whole.length)
        .isInstanceOf(BadImageException.class);
  }
}
