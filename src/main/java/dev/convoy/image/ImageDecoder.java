package dev.convoy.image;

import dev.convoy.tensor.Check;
import java.util.Locale;

/**
 * Decodes the bytes of a JPEG or PNG file to raw RGB or grey samples, as Pillow's {@code
 * convert("RGB")} or {@code convert("L")} and so torchvision's default loader give them:
 *
 * <ul>
 *   <li>alpha and transparent colours are dropped, not blended;
 *   <li>palettes are looked up; samples of 1, 2 and 4 bits are stretched to 0..255; of 16 bits the
 *       high byte is taken (also for grey, where Pillow would clip at 255);
 *   <li>embedded colour profiles and gamma are ignored;
 *   <li>the EXIF orientation is ignored: a picture taken sideways stays sideways;
 *   <li>CMYK and YCCK JPEG are taken as Adobe writes them, inverted.
 * </ul>
 *
 * <p>Only whole pictures are decoded. A file without its end mark (JPEG's EOI, PNG's IEND), with a
 * wrong checksum or with damaged pixel data is rejected; what follows the end mark is ignored.
 *
 * <p>The size is read from the header first: over {@code maxPixels}, or more than the file's length
 * can possibly hold, the picture is rejected before memory is taken for it. Decoding takes at most
 * 19 bytes of heap per pixel (3 for RGB as a rule, 7 for CMYK, 19 for a 16 bit PNG of one row), and
 * for a progressive JPEG 8 more outside the heap. What a picture takes is known from its header:
 * over {@code maxBytes} it is rejected too, since a file of some kB can claim that and must not end
 * a run.
 *
 * <p>Immutable; any number of threads may share one.
 */
public final class ImageDecoder {
  static final String STAGE = "decode";

  private final long maxPixels;
  private final Channels channels;
  private final long maxBytes;

  /**
   * @param maxPixels pictures with more pixels are rejected; at least 1
   */
  public ImageDecoder(long maxPixels, Channels channels) {
    this(maxPixels, channels, Long.MAX_VALUE);
  }

  /**
   * @param maxPixels pictures with more pixels are rejected; at least 1
   * @param maxBytes of the heap, beside the file; pictures that take more while they are decoded
   *     end in a {@link PictureTooLargeException}
   */
  public ImageDecoder(long maxPixels, Channels channels, long maxBytes) {
    Check.that(maxPixels >= 1, "maxPixels: found %s, needed at least 1", maxPixels);
    this.maxPixels = maxPixels;
    this.channels = channels;
    this.maxBytes = maxBytes;
  }

  /**
   * Decodes one file.
   *
   * @param encoded the whole file; not changed
   * @throws BadImageException stage {@code decode}, with a reason a person understands
   */
  public Pixels decode(byte[] encoded) throws BadImageException {
    if (encoded.length == 0) {
      throw bad("empty file (0 bytes)");
    }
    if (JpegFile.isBegunBy(encoded)) {
      return channels.of(decodeJpeg(encoded));
    }
    if (PngFile.isBegunBy(encoded)) {
      return channels.of(decodePng(encoded));
    }
    throw bad("not a JPEG or PNG image: begins with %s", beginning(encoded));
  }

  private Pixels decodeJpeg(byte[] encoded) throws BadImageException {
    JpegFile file = JpegFile.parse(encoded);
    checkSize(file.w(), file.h(), file.mostPixels());
    checkBytes(file.w(), file.h(), file.components(), file.components() == 1 ? 1 : 3, 0);
    return JpegPixels.decode(file);
  }

  private Pixels decodePng(byte[] encoded) throws BadImageException {
    PngFile file = PngFile.parse(encoded);
    checkSize(file.w(), file.h(), file.mostPixels());
    long rows = 2 * ((long) file.w() * file.bitsPerPixel() / Byte.SIZE);
    checkBytes(file.w(), file.h(), file.channels(), file.channels(), rows);
    return PngPixels.decode(file);
  }

  /**
   * @param mostPixels what the file's data can hold at the very best
   */
  private void checkSize(int w, int h, long mostPixels) throws BadImageException {
    long pixels = (long) w * h;
    if (w < 1 || h < 1) {
      throw bad("%s x %s pixels: a picture has at least 1 x 1", w, h);
    }
    if (pixels > maxPixels) {
      throw bad("%s x %s = %,d pixels exceed maxPixels %,d", w, h, pixels, maxPixels);
    }
    if (pixels * Channels.RGB.count() > Pixels.MOST_BYTES) {
      throw bad("%s x %s = %,d pixels do not fit one array", w, h, pixels);
    }
    if (pixels > mostPixels) {
      throw bad(
          "truncated or forged: the header claims %s x %s = %,d pixels,"
              + " the data can hold no more than %,d",
          w, h, pixels, mostPixels);
    }
  }

  /**
   * @param samples of a pixel as they come from the file, one byte each
   * @param decoded of a pixel once they are grey or RGB
   * @param scratch bytes beside them
   */
  private void checkBytes(int w, int h, int samples, int decoded, long scratch)
      throws BadImageException {
    int perPixel =
        samples
            + (decoded == samples ? 0 : decoded)
            + (channels.count() == decoded ? 0 : channels.count());
    long needed = (long) w * h * perPixel + scratch;
    if (needed > maxBytes) {
      throw new PictureTooLargeException(w, h, needed, maxBytes);
    }
  }

  static BadImageException bad(String reason, Object... values) {
    return new BadImageException(STAGE, String.format(Locale.ROOT, reason, values));
  }

  /** The first bytes for a message, for instance {@code 74 68 69 73 ('this')}. */
  private static String beginning(byte[] encoded) {
    StringBuilder hex = new StringBuilder();
    StringBuilder text = new StringBuilder();
    boolean printable = true;
    for (int i = 0; i < Math.min(4, encoded.length); i++) {
      hex.append(i == 0 ? "" : " ").append(String.format(Locale.ROOT, "%02x", encoded[i]));
      text.append((char) (encoded[i] & 0xFF));
      printable &= encoded[i] >= ' ' && encoded[i] <= '~';
    }
    return printable ? hex + " ('" + text + "')" : hex.toString();
  }
}
