package dev.convoy.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Pictures of every encoding, no two alike, and files that are none in every way there is. */
public final class MixedImages {
  private static final List<String> JPEGS =
      List.of(
          "ycc-unmarked.jpg", "progressive-420.jpg", "grey.jpg", "cmyk-unmarked.jpg", "ycck.jpg");
  private static final String BASELINE = JPEGS.get(0);
  private static final String PROGRESSIVE = JPEGS.get(1);
  private static final int KINDS = JPEGS.size() + 6;
  private static final int SIDE = 24;

  private MixedImages() {}

  /** What is wrong with a file, and words of the reason for which it is rejected. */
  public enum Broken {
    EMPTY("empty file (0 bytes)"),
    TEXT("not a JPEG or PNG image: begins with 74 68 69 73 ('this')"),
    WRONG_MAGIC("not a JPEG or PNG image: begins with 00 d8"),
    GIF("begins with 47 49 46 38 ('GIF8')"),
    WEBP("begins with 52 49 46 46 ('RIFF')"),
    TIFF("begins with 49 49 2a 00"),
    JPEG_HEADER_CUT("truncated: the JPEG ends after 60 bytes, in its header"),
    JPEG_DATA_CUT("truncated: the JPEG data ends early"),
    JPEG_BOMB("65535 x 65535 = 4,294,836,225 pixels exceed maxPixels"),
    JPEG_LOSSLESS("JPEG coded as SOF3"),
    JPEG_SCANS("forged: the JPEG has over 100 scans"),
    PNG_CUT("truncated: the PNG ends after"),
    PNG_ROT("corrupt: chunk IDAT at byte"),
    PNG_BOMB("65535 x 65535 = 4,294,836,225 pixels exceed maxPixels"),
    PNG_OF_NO_SIZE("0 x 5 pixels: a picture has at least 1 x 1"),
    PNG_FILTER("corrupt: PNG row filter 9"),
    PNG_PALETTE("corrupt: palette index"),
    /** Its checksums are right: only the decoder can tell, or take it for a picture. */
    JPEG_ROT("");

    private final String reason;

    Broken(String reason) {
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /** A picture. */
  public static byte[] whole(int number) {
    int kind = number % KINDS;
    return kind < JPEGS.size() ? jpeg(JPEGS.get(kind), number) : png(kind - JPEGS.size(), number);
  }

  /** A file that is none, or for {@link Broken#JPEG_ROT} may be none. */
  public static byte[] broken(Broken kind, int number) {
    byte[] baseline = jpeg(BASELINE, number);
    byte[] progressive = jpeg(PROGRESSIVE, number);
    byte[] png = png(0, number);
    byte[] tail = ByteBuffer.allocate(100).putInt(number).array();
    return switch (kind) {
      case EMPTY -> new byte[0];
      case TEXT -> ("this is no image, number " + number).getBytes(StandardCharsets.US_ASCII);
      case WRONG_MAGIC -> with(baseline, 0, 0);
      case GIF -> joined("GIF89a".getBytes(StandardCharsets.US_ASCII), tail);
      case WEBP -> joined("RIFF\0\0\1\0WEBPVP8 ".getBytes(StandardCharsets.US_ASCII), tail);
      case TIFF -> joined(new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0}, tail);
      case JPEG_HEADER_CUT -> Arrays.copyOf(progressive, 60);
      case JPEG_DATA_CUT -> Arrays.copyOf(baseline, baseline.length * 4 / 5);
      case JPEG_BOMB -> bomb(baseline);
      case JPEG_LOSSLESS -> with(baseline, frameAt(baseline) + 1, 0xC3);
      case JPEG_SCANS -> scans(progressive);
      case PNG_CUT -> Arrays.copyOf(png, png.length / 2);
      case PNG_ROT -> with(png, png.length / 2, png[png.length / 2] ^ 0x10);
      case PNG_BOMB -> png(TestPng.header(65_535, 65_535, 8, TestPng.RGB, 0), tail);
      case PNG_OF_NO_SIZE -> png(TestPng.header(0, 5, 8, TestPng.RGB, 0), tail);
      case PNG_FILTER -> png(TestPng.header(3, 1, 8, TestPng.GREY, 0), new byte[] {9, 1, 2, 3});
      case PNG_PALETTE -> palette(number, 1);
      case JPEG_ROT -> rotten(baseline, number);
    };
  }

  private static byte[] jpeg(String name, int number) {
    byte[] file = TestImages.bytes(TestImages.GOLDEN.resolve("decode").resolve(name));
    byte[] comment =
        ByteBuffer.allocate(8).putShort((short) 0xFFFE).putShort((short) 6).putInt(number).array();
    return joined(Arrays.copyOf(file, 2), comment, Arrays.copyOfRange(file, 2, file.length));
  }

  private static byte[] png(int kind, int number) {
    return switch (kind) {
      case 0 -> png(8, TestPng.RGB, false, number);
      case 1 -> png(8, TestPng.RGB_ALPHA, false, number);
      case 2 -> png(8, TestPng.GREY, false, number);
      case 3 -> png(16, TestPng.RGB, false, number);
      case 4 -> png(16, TestPng.GREY_ALPHA, true, number);
      default -> palette(number, 16);
    };
  }

  private static byte[] png(int bits, int type, boolean interlaced, int number) {
    Random random = new Random(number);
    int[][] samples = new int[SIDE][SIDE * TestPng.samplesPerPixel(type)];
    for (int[] row : samples) {
      Arrays.setAll(row, i -> random.nextInt(1 << bits));
    }
    return TestPng.write(samples, bits, type, interlaced, new byte[0]);
  }

  /** Four bits a pixel, all sixteen in use. */
  private static byte[] palette(int number, int colours) {
    int[][] samples = new int[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        samples[y][x] = (x + y + number) % 16;
      }
    }
    byte[] palette = new byte[3 * colours];
    new Random(number).nextBytes(palette);
    return TestPng.write(samples, 4, TestPng.PALETTE, false, TestPng.chunk("PLTE", palette));
  }

  private static byte[] png(byte[] header, byte[] raw) {
    return TestPng.file(header, new byte[0], TestPng.deflated(raw));
  }

  private static byte[] bomb(byte[] jpeg) {
    byte[] bomb = jpeg.clone();
    ByteBuffer.wrap(bomb).putInt(frameAt(bomb) + 5, -1);
    return bomb;
  }

  /** Where the frame's header begins, with its marker. */
  private static int frameAt(byte[] jpeg) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFD) != 0xC0) {
      at += 2 + ByteBuffer.wrap(jpeg).getShort(at + 2);
    }
    return at;
  }

  /** Its last scan a hundred times more. */
  private static byte[] scans(byte[] jpeg) {
    int end = jpeg.length - 2;
    int last = end;
    while (jpeg[last] != (byte) 0xFF || jpeg[last + 1] != (byte) 0xDA) {
      last--;
    }
    byte[] forged = Arrays.copyOf(jpeg, end);
    byte[] scan = Arrays.copyOfRange(jpeg, last, end);
    for (int i = 0; i < 100; i++) {
      forged = joined(forged, scan);
    }
    return joined(forged, new byte[] {(byte) 0xFF, (byte) 0xD9});
  }

  /** One bit of what comes after the headers. */
  private static byte[] rotten(byte[] jpeg, int number) {
    int at = jpeg.length - 2 - new Random(number).nextInt(jpeg.length / 3);
    return with(jpeg, at, jpeg[at] ^ 1 << number % Byte.SIZE);
  }

  private static byte[] with(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] joined(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
