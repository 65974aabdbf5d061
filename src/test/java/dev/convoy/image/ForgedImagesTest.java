package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small files made to cost much memory or much work are refused, or decode to what they hold, for
 * no more memory than their picture takes.
 */
class ForgedImagesTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final ImageDecoder DECODER = new ImageDecoder(1_000_000, Channels.RGB);
  private static final int MEGABYTE = 1 << 20;

  /** A picture of one pixel decodes from the first bytes of what would unpack to 64 MB. */
  @Test
  void dataBehindTheLastRowIsNotUnpacked() throws BadImageException {
    byte[] bomb =
        TestPng.file(
            TestPng.header(1, 1, 8, TestPng.GREY, 0),
            new byte[0],
            TestPng.deflated(new byte[64 * MEGABYTE]));
    assertThat(DECODER.decode(bomb).data()).containsExactly(0, 0, 0); // once, to load classes
    assertThat(allocated(bomb)).isLessThan(MEGABYTE);
  }

  /** Their data is not empty, so that 1,032 times its length would do for the size claimed. */
  @TestFactory
  Stream<DynamicTest> sizesThatDataCouldHoldAreRefusedByMaxPixels() {
    int[][] sides = {{65_535, 65_535}, {1_000_001, 1}, {1, 1_000_001}, {Integer.MAX_VALUE, 1}};
    return Arrays.stream(sides)
        .map(
            side ->
                DynamicTest.dynamicTest(
                    side[0] + " x " + side[1],
                    () -> {
                      byte[] header = TestPng.header(side[0], side[1], 1, TestPng.GREY, 0);
                      byte[] bomb = TestPng.file(header, new byte[0], new byte[4 * MEGABYTE]);
                      assertRefused(bomb, "pixels exceed maxPixels 1,000,000");
                      assertThat(allocated(bomb)).isLessThan(MEGABYTE);
                    }));
  }

  @Test
  void aMillionEmptyPiecesOfPixelDataAreReadInOneGo() throws BadImageException {
    ByteArrayOutputStream empty = new ByteArrayOutputStream();
    byte[] piece = TestPng.chunk("IDAT", new byte[0]);
    for (int i = 0; i < 1_000_000; i++) {
      empty.writeBytes(piece);
    }
    byte[] header = TestPng.header(1, 1, 8, TestPng.GREY, 0);
    byte[] data = TestPng.deflated(new byte[] {0, 77});
    byte[] bomb = TestPng.file(header, empty.toByteArray(), data);
    assertThat(DECODER.decode(bomb).data()).containsExactly(77, 77, 77);
  }

  /** A profile or a text that unpacks to 64 MB, and one whose data is no such thing. */
  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iCCP", "iTXt", "eXIf"})
  void chunksThatSamplesDoNotDependOnAreNotUnpacked(String type) throws BadImageException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("name\0\0".getBytes(StandardCharsets.ISO_8859_1));
    body.writeBytes(TestPng.deflated(new byte[64 * MEGABYTE]));
    byte[] header = TestPng.header(1, 1, 8, TestPng.GREY, 0);
    byte[] bomb =
        TestPng.file(
            header, TestPng.chunk(type, body.toByteArray()), TestPng.deflated(new byte[] {0, 77}));
    assertThat(DECODER.decode(bomb).data()).containsExactly(77, 77, 77);
    assertThat(allocated(bomb)).isLessThan(MEGABYTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 101, 5_000})
  void scansThatCostWorkAndNoBytesAreCounted(int scans) throws BadImageException {
    byte[] forged = progressive(64, scans);
    if (scans < 100) {
      assertThat(DECODER.decode(forged).w()).isEqualTo(64);
    } else {
      assertRefused(forged, "forged: the JPEG has over 100 scans");
    }
  }

  /** Segments of 64 kB that no sample depends on, before a picture of 64 x 64. */
  @ParameterizedTest
  @ValueSource(ints = {0xE1, 0xE2, 0xED, 0xFE})
  void segmentsThatSamplesDoNotDependOnAreLeftOut(int marker) throws BadImageException {
    byte[] picture = progressive(64, 1);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(picture, 0, 2);
    byte[] body = "Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 500; i++) {
      segment(file, marker, Arrays.copyOf(body, 65_533));
    }
    file.write(picture, 2, picture.length - 2);
    byte[] forged = file.toByteArray();
    assertThat(DECODER.decode(forged).data()).isEqualTo(DECODER.decode(picture).data());
    assertThat(allocated(forged)).isLessThan(2 * MEGABYTE);
  }

  /** 10,000 black pixels in both directions, in 16 kB. */
  @Test
  void picturesThatTakeTooMuchAreRefused() throws BadImageException {
    byte[] header = TestPng.header(10_000, 10_000, 1, TestPng.GREY, 0);
    byte[] bomb = TestPng.file(header, new byte[0], TestPng.deflated(new byte[1251 * 10_000]));
    assertThat(bomb.length).isLessThan(20_000);
    assertThatThrownBy(
            () -> new ImageDecoder(100_000_000, Channels.GREY, 50 * MEGABYTE).decode(bomb))
        .isInstanceOf(PictureTooLargeException.class)
        .hasMessageContaining("10000 x 10000 pixels take 100 MB to decode")
        .hasMessageContaining("over the 52 MB there are for it");
    assertThatThrownBy(
            () -> new ImageDecoder(100_000_000, Channels.RGB, 250 * MEGABYTE).decode(bomb))
        .hasMessageContaining("take 400 MB to decode");
    assertThat(new ImageDecoder(100_000_000, Channels.GREY, 100 * MEGABYTE).decode(bomb).w())
        .isEqualTo(10_000);
  }

  /** Its two rows take more than its samples: 8 bytes a pixel of 16 bit, 3 once decoded. */
  @Test
  void rowsCountAsWell() {
    byte[] header = TestPng.header(10_000_000, 1, 16, TestPng.RGB_ALPHA, 0);
    byte[] bomb = TestPng.file(header, new byte[0], TestPng.deflated(new byte[80_000_001]));
    assertThatThrownBy(
            () -> new ImageDecoder(100_000_000, Channels.RGB, 150 * MEGABYTE).decode(bomb))
        .hasMessageContaining("10000000 x 1 pixels take 190 MB to decode");
  }

  private static void assertRefused(byte[] file, String words) {
    assertThatThrownBy(() -> DECODER.decode(file))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining(words);
  }

  /** Bytes that this thread takes to decode a file, or to refuse it. */
  private static long allocated(byte[] file) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      DECODER.decode(file);
    } catch (BadImageException e) {
      // refused for the price that is asked for
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /**
   * A grey picture: one scan for the means of all blocks, then scans that say in some bytes that
   * all else is zero.
   */
  private static byte[] progressive(int side, int scans) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
    byte[] ones = new byte[65];
    Arrays.fill(ones, 1, ones.length, (byte) 1);
    segment(file, 0xDB, ones);
    byte high = (byte) (side >> 8);
    byte low = (byte) side;
    segment(file, 0xC2, new byte[] {8, high, low, high, low, 1, 1, 0x11, 0});
    segment(file, 0xC4, oneCode(0x00, 0));
    segment(file, 0xC4, oneCode(0x10, 0xE0)); // a run of 2^14 and more blocks that end here
    int blocks = (side / 8) * (side / 8);
    segment(file, 0xDA, new byte[] {1, 1, 0, 0, 0, 0});
    file.writeBytes(new byte[(blocks + 7) / 8]);
    for (int i = 0; i < scans; i++) {
      segment(file, 0xDA, new byte[] {1, 1, 0, 1, 63, 0});
      file.writeBytes(new byte[] {0x7F, (byte) 0xFF, 0, (byte) 0xFE});
    }
    file.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
    return file.toByteArray();
  }

  /** A Huffman table of one code, a single zero. */
  private static byte[] oneCode(int table, int symbol) {
    byte[] body = new byte[18];
    body[0] = (byte) table;
    body[1] = 1;
    body[17] = (byte) symbol;
    return body;
  }

  private static void segment(ByteArrayOutputStream file, int marker, byte[] body) {
    file.write(0xFF);
    file.write(marker);
    file.write((body.length + 2) >> 8);
    file.write(body.length + 2);
    file.writeBytes(body);
  }
}
