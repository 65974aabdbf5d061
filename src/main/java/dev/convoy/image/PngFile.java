package dev.convoy.image;

import static dev.convoy.image.ImageDecoder.bad;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The parts of a PNG file that its samples depend on: header, palette and where the compressed data
 * lies. Every critical chunk's checksum is compared; ancillary chunks (gamma, profiles,
 * transparency, texts) are stepped over unread.
 *
 * @param file the whole file
 * @param bits per sample: 1, 2, 4, 8 or 16
 * @param samples per pixel: 1 grey or palette index, 2 grey and alpha, 3 RGB, 4 RGB and alpha
 * @param palette red, green, blue, red, ...; empty unless samples are palette indices
 * @param data the compressed data, in pieces of {@code file}
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics, third edition</a>
 */
record PngFile(
    byte[] file,
    int w,
    int h,
    int bits,
    int samples,
    boolean interlaced,
    byte[] palette,
    List<Piece> data) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int CHUNK_OVERHEAD = 12; // length, type, checksum: 4 bytes each
  private static final int HEADER_LENGTH = 13;
  private static final int PALETTE_TYPE = 3;

  /** Deflate's best: 258 bytes out of two bits in. */
  private static final long MOST_INFLATION = 1032;

  /** A run of bytes of the file. */
  record Piece(int at, int length) {}

  static boolean isBegunBy(byte[] bytes) {
    int known = Math.min(bytes.length, SIGNATURE.length);
    return Arrays.equals(bytes, 0, known, SIGNATURE, 0, known);
  }

  /** Walks the chunks from the signature to IEND. */
  static PngFile parse(byte[] file) throws BadImageException {
    ByteBuffer header = ByteBuffer.allocate(0);
    byte[] palette = {};
    List<Piece> data = new ArrayList<>();
    String type = "";
    int at = SIGNATURE.length;
    while (!type.equals("IEND")) {
      if (file.length - at < CHUNK_OVERHEAD) {
        throw truncated(file, type.isEmpty() ? "its first chunk" : "the chunk after " + type);
      }
      long length = ByteBuffer.wrap(file).getInt(at) & 0xFFFFFFFFL;
      type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      checkType(type, at);
      if (length > file.length - at - CHUNK_OVERHEAD) {
        throw truncated(file, "chunk " + type);
      }
      Piece body = new Piece(at + 8, (int) length);
      if (Character.isUpperCase(type.charAt(0))) {
        checkSum(file, type, body);
      }
      if ((header.capacity() == 0) != type.equals("IHDR")) {
        throw bad(
            "corrupt: a PNG has one IHDR chunk, and that first; found %s at byte %s", type, at);
      }
      switch (type) {
        case "IHDR" -> header = ByteBuffer.wrap(file, body.at, body.length).slice();
        case "PLTE" -> palette = Arrays.copyOfRange(file, body.at, body.at + body.length);
        case "IDAT" -> data.add(body);
        default -> {} // nothing that samples depend on
      }
      at += body.length + CHUNK_OVERHEAD;
    }
    return of(file, header, palette, data);
  }

  private static PngFile of(byte[] file, ByteBuffer header, byte[] palette, List<Piece> data)
      throws BadImageException {
    if (header.capacity() != HEADER_LENGTH) {
      throw bad("corrupt: chunk IHDR has %s bytes, needs %s", header.capacity(), HEADER_LENGTH);
    }
    if (data.isEmpty()) {
      throw bad("corrupt: the PNG has no pixel data (no IDAT chunk)");
    }
    int w = header.getInt(0);
    int h = header.getInt(4);
    int bits = header.get(8) & 0xFF;
    int colourType = header.get(9) & 0xFF;
    int samples = samples(bits, colourType);
    boolean indexed = colourType == PALETTE_TYPE;
    if (header.get(10) != 0 || header.get(11) != 0 || (header.get(12) & ~1) != 0) {
      throw bad(
          "corrupt: PNG compression %s, filter %s, interlace %s; known are 0, 0, and 0 or 1",
          header.get(10) & 0xFF, header.get(11) & 0xFF, header.get(12) & 0xFF);
    }
    if (indexed && (palette.length == 0 || palette.length % 3 != 0)) {
      throw bad("corrupt: the palette has %s bytes, needs 3 for each colour", palette.length);
    }
    byte[] used = indexed ? palette : new byte[0];
    return new PngFile(file, w, h, bits, samples, header.get(12) == 1, used, List.copyOf(data));
  }

  private static int samples(int bits, int colourType) throws BadImageException {
    boolean whole = bits == 8 || bits == 16;
    boolean packed = bits == 1 || bits == 2 || bits == 4;
    int samples =
        switch (colourType) {
          case 0 -> whole || packed ? 1 : 0;
          case 2 -> whole ? 3 : 0;
          case PALETTE_TYPE -> packed || bits == 8 ? 1 : 0;
          case 4 -> whole ? 2 : 0;
          case 6 -> whole ? 4 : 0;
          default -> 0;
        };
    if (samples == 0) {
      throw bad("corrupt: PNG has no colour type %s with %s bits", colourType, bits);
    }
    return samples;
  }

  int bitsPerPixel() {
    return bits * samples;
  }

  boolean isIndexed() {
    return palette.length > 0;
  }

  /** Channels of the decoded picture: 1 grey, 3 RGB. */
  int channels() {
    return isIndexed() || samples >= 3 ? 3 : 1;
  }

  /** No compressed data of this length can hold more pixels. */
  long mostPixels() {
    long packed = data.stream().mapToLong(Piece::length).sum();
    return packed * MOST_INFLATION * 8 / bitsPerPixel();
  }

  private static void checkType(String type, int at) throws BadImageException {
    for (char letter : type.toCharArray()) {
      if (!(letter >= 'A' && letter <= 'Z' || letter >= 'a' && letter <= 'z')) {
        throw bad("corrupt: no PNG chunk begins at byte %s", at);
      }
    }
  }

  private static void checkSum(byte[] file, String type, Piece body) throws BadImageException {
    CRC32 sum = new CRC32();
    sum.update(file, body.at - 4, body.length + 4);
    int written = ByteBuffer.wrap(file).getInt(body.at + body.length);
    if ((int) sum.getValue() != written) {
      throw bad(
          "corrupt: chunk %s at byte %s has checksum %08x, its bytes give %08x",
          type, body.at - 8, written, (int) sum.getValue());
    }
  }

  private static BadImageException truncated(byte[] file, String where) {
    return bad("truncated: the PNG ends after %,d bytes, in %s", file.length, where);
  }
}
