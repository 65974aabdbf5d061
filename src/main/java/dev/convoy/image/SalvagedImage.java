package dev.convoy.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** What can still be seen of files that are rejected, for people; nothing a network ever sees. */
public final class SalvagedImage {
  private static final Set<String> READERS = // Java's own; others on the class path are not asked
      Set.of(
          "com.sun.imageio.plugins.jpeg.JPEGImageReader",
          "com.sun.imageio.plugins.png.PNGImageReader",
          "com.sun.imageio.plugins.gif.GIFImageReader",
          "com.sun.imageio.plugins.bmp.BMPImageReader");
  private static final long MOST_PIXELS = 100_000_000; // of what is looked into
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_SCANS = 100; // of a JPEG, each of which goes over all of it

  private SalvagedImage() {}

  /**
   * What can be seen of a file that may be broken, cut off, or of a format that networks are not
   * given: its first part, as far as Java's own readers come.
   *
   * @param side what its longer side has at most
   * @return RGB; empty where nothing can be seen
   */
  public static Optional<Pixels> of(byte[] encoded, int side) {
    if (encoded.length == 0 || encoded.length > MOST_BYTES || scans(encoded) > MOST_SCANS) {
      return Optional.empty();
    }
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      Optional<ImageReader> javasOwn = javasOwn(stream);
      if (javasOwn.isEmpty()) {
        return Optional.empty();
      }
      ImageReader reader = javasOwn.get();
      try {
        reader.setInput(stream, true, true);
        return read(reader, side).map(picture -> Thumbnail.of(picture, side));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // what readers throw for broken files
      return Optional.empty();
    }
  }

  private static Optional<Pixels> read(ImageReader reader, int side) throws IOException {
    int w = reader.getWidth(0);
    int h = reader.getHeight(0);
    if ((long) w * h > MOST_PIXELS || w < 1 || h < 1) {
      return Optional.empty();
    }
    int every = Math.max(1, Math.max(w, h) / (2 * side));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceRegion(new Rectangle(w, h));
    param.setSourceSubsampling(every, every, 0, 0);
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext()) {
      return Optional.empty();
    }
    BufferedImage picture =
        types.next().createBufferedImage((w + every - 1) / every, (h + every - 1) / every);
    param.setDestination(picture); // ours, so that it holds what was read before a failure
    try {
      reader.read(0, param);
    } catch (IOException | RuntimeException e) { // cut off or damaged: what came before is seen
      return pixels(picture);
    }
    return pixels(picture);
  }

  /** Empty where all of it is black: nothing was read. */
  private static Optional<Pixels> pixels(BufferedImage picture) {
    int w = picture.getWidth();
    int h = picture.getHeight();
    byte[] rgb = new byte[3 * w * h];
    int any = 0;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int pixel = picture.getRGB(x, y);
        any |= pixel & 0xFFFFFF;
        int at = 3 * (y * w + x);
        rgb[at] = (byte) (pixel >> 16);
        rgb[at + 1] = (byte) (pixel >> 8);
        rgb[at + 2] = (byte) pixel;
      }
    }
    return any == 0 ? Optional.empty() : Optional.of(new Pixels(h, w, 3, rgb));
  }

  private static Optional<ImageReader> javasOwn(ImageInputStream stream) {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (READERS.contains(reader.getClass().getName())) {
        return Optional.of(reader);
      }
      reader.dispose();
    }
    return Optional.empty();
  }

  /** Marks that begin a scan, or look like one. */
  private static int scans(byte[] encoded) {
    int scans = 0;
    for (int i = 1; i < encoded.length; i++) {
      scans += encoded[i - 1] == (byte) 0xFF && encoded[i] == (byte) 0xDA ? 1 : 0;
    }
    return scans;
  }
}
