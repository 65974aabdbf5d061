package dev.convoy.image;

import static dev.convoy.image.ImageDecoder.bad;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JPEG file's frame header, and a copy of the file without what must not matter: application
 * segments (JFIF, EXIF, colour profiles, thumbnails), comments, and all after the end mark. How the
 * components are to be read as colours is decided here, by the rules of the IJG library that most
 * programs share, and written into the copy as the one Adobe segment it has.
 *
 * @param sequential the rows come from top to bottom, all components together
 * @param whole the end mark is there
 * @param inkCoding components are YCCK, which stands for CMYK as YCbCr does for RGB
 * @param cleaned what Java's decoder is given
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 */
record JpegFile(
    int w,
    int h,
    int components,
    boolean sequential,
    boolean whole,
    boolean inkCoding,
    byte[] cleaned) {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int SOF0 = 0xC0;
  private static final int SOF15 = 0xCF;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int APP0 = 0xE0;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;

  private static final int TRANSFORM_NONE = 0;
  private static final int TRANSFORM_YCC = 1;
  private static final int TRANSFORM_YCCK = 2;
  private static final int TRANSFORM_UNSAID = -1;

  /** A block of 8 x 8 pixels takes at least one bit. */
  private static final long MOST_PIXELS_PER_BYTE = 8 * 64;

  /**
   * Each scan goes over all blocks, though it may take but some bytes; programs write about ten.
   */
  private static final int MOST_SCANS = 100;

  /** Two bytes are enough to tell; of one byte it is the likeliest. */
  static boolean isBegunBy(byte[] bytes) {
    return bytes[0] == (byte) 0xFF && (bytes.length == 1 || bytes[1] == (byte) SOI);
  }

  static JpegFile parse(byte[] file) throws BadImageException {
    return new Parser(file).parse();
  }

  /** No file of this length can hold more pixels. */
  long mostPixels() {
    return cleaned.length * MOST_PIXELS_PER_BYTE;
  }

  /** Walks the segments. */
  private static final class Parser {
    private final byte[] file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean jfif;
    private int adobe = TRANSFORM_UNSAID;
    private int frameAt;
    private int frameMarker;
    private int scanComponents;
    private int scans;

    Parser(byte[] file) {
      this.file = file;
    }

    JpegFile parse() throws BadImageException {
      boolean whole = false;
      int at = 2;
      while (!whole) {
        int markerAt = nextMarker(at);
        if (scanComponents > 0) {
          kept.write(file, at, markerAt - at); // the entropy-coded data of a scan
        }
        if (markerAt + 1 >= file.length) {
          break;
        }
        int marker = file[markerAt + 1] & 0xFF;
        if (marker == EOI) {
          whole = true;
        } else {
          at = segment(marker, markerAt);
        }
      }
      if (scanComponents == 0) {
        throw whole ? bad("corrupt: the JPEG has a header but no pixel data") : truncated();
      }
      return finish(whole);
    }

    /** Where the next marker's 0xFF stands; the file's length where there is none. */
    private int nextMarker(int from) {
      for (int i = from; i < file.length - 1; i++) {
        if (file[i] == (byte) 0xFF && !isData(file[i + 1] & 0xFF)) {
          return i;
        }
      }
      return file.length;
    }

    /** What may follow 0xFF inside a scan: a stuffed zero, fill, restart marks. */
    private static boolean isData(int second) {
      return second == 0 || second == 1 || second == 0xFF || (second >= 0xD0 && second <= 0xD7);
    }

    /** Takes one segment in; returns where it ends. */
    private int segment(int marker, int at) throws BadImageException {
      if (marker == SOI) {
        throw bad("corrupt: a second JPEG begins at byte %s, inside the first", at);
      }
      if (at + 4 > file.length) {
        throw truncated();
      }
      int length = twoBytes(at + 2);
      int end = at + 2 + length;
      if (length < 2) {
        throw bad("corrupt: JPEG segment %02x at byte %s has length %s", marker, at, length);
      }
      if (end > file.length) {
        throw truncated();
      }
      if (marker == SOS && ++scans > MOST_SCANS) {
        throw bad("forged: the JPEG has over %s scans", MOST_SCANS);
      }
      if (scanComponents == 0) {
        headerSegment(marker, at, end);
      } else {
        kept.write(file, at, end - at);
      }
      return end;
    }

    private void headerSegment(int marker, int at, int end) throws BadImageException {
      if (marker == APP0 && startsWith(at + 4, end, "JFIF\0")) {
        jfif = true;
      }
      if (marker == APP14 && end - at >= 16 && startsWith(at + 4, end, "Adobe")) {
        adobe = file[at + 15] & 0xFF;
      }
      if (isFrame(marker)) {
        frame(marker, at, end - at - 2);
      }
      if (marker == SOS) {
        if (frameAt == 0) {
          throw bad("corrupt: the JPEG's pixel data at byte %s comes before its frame header", at);
        }
        if (end - at < 6 || file[at + 4] == 0) {
          throw bad("corrupt: the JPEG's scan at byte %s names no components", at);
        }
        scanComponents = file[at + 4] & 0xFF;
      }
      if (!(marker >= APP0 && marker <= APP15) && marker != COM) {
        kept.write(file, at, end - at);
      }
    }

    private static boolean isFrame(int marker) {
      return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private void frame(int marker, int at, int length) throws BadImageException {
      if (frameAt > 0) {
        throw bad("corrupt: the JPEG has a second frame header, at byte %s", at);
      }
      if (length < 8 || length != 8 + 3 * (file[at + 9] & 0xFF)) {
        throw bad("corrupt: the JPEG's frame header has length %s", length);
      }
      int components = file[at + 9] & 0xFF;
      if (components != 1 && components != 3 && components != 4) {
        throw bad("JPEG of %s components; known are 1 (grey), 3 (colour), 4 (CMYK)", components);
      }
      if (file[at + 4] != 8) {
        throw bad("JPEG of %s bits per sample; only 8 are read", file[at + 4] & 0xFF);
      }
      if (marker > SOF0 + 2) {
        throw bad(
            "JPEG coded as SOF%s (lossless, hierarchical or arithmetic);"
                + " only baseline, extended and progressive are read",
            marker - SOF0);
      }
      frameAt = at;
      frameMarker = marker;
    }

    private JpegFile finish(boolean whole) throws BadImageException {
      int components = file[frameAt + 9] & 0xFF;
      ByteArrayOutputStream cleaned = new ByteArrayOutputStream(kept.size() + 20);
      cleaned.writeBytes(new byte[] {(byte) 0xFF, (byte) SOI});
      if (components > 1) {
        cleaned.writeBytes(adobeSegment(components == 3 ? transform() : TRANSFORM_NONE));
      }
      cleaned.writeBytes(kept.toByteArray());
      cleaned.writeBytes(whole ? new byte[] {(byte) 0xFF, (byte) EOI} : new byte[0]);
      return new JpegFile(
          twoBytes(frameAt + 7),
          twoBytes(frameAt + 5),
          components,
          frameMarker <= SOF0 + 1 && scanComponents == components,
          whole,
          components == 4 && adobe != TRANSFORM_UNSAID && adobe != TRANSFORM_NONE,
          cleaned.toByteArray());
    }

    /** For three components: JFIF means YCbCr, else Adobe's word counts, else their names. */
    private int transform() {
      if (jfif) {
        return TRANSFORM_YCC;
      }
      if (adobe != TRANSFORM_UNSAID) {
        return adobe == TRANSFORM_NONE ? TRANSFORM_NONE : TRANSFORM_YCC;
      }
      boolean namedRgb =
          file[frameAt + 10] == 'R' && file[frameAt + 13] == 'G' && file[frameAt + 16] == 'B';
      return namedRgb ? TRANSFORM_NONE : TRANSFORM_YCC;
    }

    private static byte[] adobeSegment(int transform) {
      byte[] name = "Adobe".getBytes(StandardCharsets.US_ASCII);
      byte[] segment = new byte[16]; // marker, length 14, name, version 100, flags 0, transform
      segment[0] = (byte) 0xFF;
      segment[1] = (byte) APP14;
      segment[3] = 14;
      System.arraycopy(name, 0, segment, 4, name.length);
      segment[10] = 100;
      segment[15] = (byte) transform;
      return segment;
    }

    private int twoBytes(int at) {
      return (file[at] & 0xFF) << 8 | (file[at + 1] & 0xFF);
    }

    private boolean startsWith(int at, int end, String text) {
      byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
      return end - at >= wanted.length
          && Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private BadImageException truncated() {
      String where = scanComponents > 0 ? "between its scans" : "in its header";
      return bad("truncated: the JPEG ends after %,d bytes, %s", file.length, where);
    }
  }
}
