package dev.convoy.image;

import static dev.convoy.image.ImageDecoder.bad;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadUpdateListener;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes the samples of a {@link JpegFile} with the reader that comes with Java, by name: other
 * readers that the class path may hold are slower. Its warnings count as errors, but for two that
 * leave the samples whole.
 */
final class JpegPixels {
  private static final String JAVAS_OWN = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";
  private static final ImageReaderSpi READER = javasOwn();

  private JpegPixels() {}

  /** Decodes a file whose size has been checked. Four components become RGB. */
  static Pixels decode(JpegFile file) throws BadImageException {
    Watch watch = new Watch();
    try {
      Pixels pixels = read(file, watch);
      if (file.whole() && watch.warning.isEmpty()) {
        return pixels;
      }
    } catch (IOException | RuntimeException e) {
      if (file.whole()) {
        throw new BadImageException(
            ImageDecoder.STAGE, "corrupt: the JPEG's data is damaged: " + e.getMessage(), e);
      }
    }
    if (file.whole()) {
      throw bad(
          "corrupt: the JPEG's data is damaged after about %s of %s rows: %s",
          watch.rowsBeforeWarning, file.h(), watch.warning);
    }
    throw file.sequential()
        ? bad(
            "truncated: the JPEG data ends early, about %s of %s rows are there",
            watch.rowsBeforeWarning, file.h())
        : bad("truncated: the JPEG data ends early, without its end mark");
  }

  private static Pixels read(JpegFile file, Watch watch) throws IOException {
    ImageReader reader = READER.createReaderInstance();
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.cleaned()))) {
      reader.addIIOReadWarningListener(watch);
      reader.addIIOReadUpdateListener(watch);
      reader.setInput(in, true, true);
      if (file.components() == 4) {
        byte[] inks = inks(reader.readRaster(0, null));
        return new Pixels(file.h(), file.w(), 3, rgbOfInks(inks, file.inkCoding()));
      }
      Pixels pixels =
          new Pixels(
              file.h(),
              file.w(),
              file.components(),
              new byte[file.h() * file.w() * file.components()]);
      ImageReadParam settings = reader.getDefaultReadParam();
      settings.setDestination(over(pixels));
      reader.read(0, settings);
      if (reader.getWidth(0) != file.w() || reader.getHeight(0) != file.h()) {
        throw new IOException("decoded " + reader.getWidth(0) + " x " + reader.getHeight(0));
      }
      return pixels;
    } finally {
      reader.dispose();
    }
  }

  /**
   * Java's image over the very same samples. Red comes first in it, as in the decoder's rows, which
   * are then copied whole; into Java's own choice, blue first, they would go sample by sample.
   */
  private static BufferedImage over(Pixels pixels) {
    boolean grey = pixels.c() == 1;
    ColorSpace space = ColorSpace.getInstance(grey ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    ColorModel colors =
        new ComponentColorModel(space, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(pixels.data(), pixels.data().length),
            pixels.w(),
            pixels.h(),
            pixels.w() * pixels.c(),
            pixels.c(),
            grey ? new int[] {0} : new int[] {0, 1, 2},
            null);
    return new BufferedImage(colors, raster, false, null);
  }

  /** The raster's own array of four inks a pixel. */
  private static byte[] inks(Raster raster) throws IOException {
    byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
    if (raster.getNumBands() != 4 || samples.length != raster.getWidth() * raster.getHeight() * 4) {
      throw new IOException("decoded to " + raster.getNumBands() + " bands, needs 4");
    }
    return samples;
  }

  /**
   * RGB of inverted CMYK, so that 255 is no ink: each colour is what its ink lets through, times
   * what black lets through. YCCK is first turned into CMYK.
   */
  private static byte[] rgbOfInks(byte[] inks, boolean coded) {
    byte[] rgb = new byte[inks.length / 4 * 3];
    int[] light = new int[3];
    for (int from = 0, to = 0; from < inks.length; from += 4, to += 3) {
      for (int i = 0; i < 3; i++) {
        light[i] = inks[from + i] & 0xFF;
      }
      if (coded) {
        decodeInks(light);
      }
      int black = inks[from + 3] & 0xFF;
      for (int i = 0; i < 3; i++) {
        rgb[to + i] = (byte) (black - timesPart(255 - light[i], black));
      }
    }
    return rgb;
  }

  /** JFIF's YCbCr to RGB in 16 bit fixed point, each then taken from 255: YCCK to CMYK. */
  private static void decodeInks(int[] ycc) {
    int y = ycc[0];
    int cb = ycc[1] - 128;
    int cr = ycc[2] - 128;
    ycc[0] = 255 - clamp(y + (91881 * cr + 32768 >> 16));
    ycc[1] = 255 - clamp(y + (-22554 * cb - 46802 * cr + 32768 >> 16));
    ycc[2] = 255 - clamp(y + (116130 * cb + 32768 >> 16));
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  /** {@code a * b / 255}, rounded to the nearest. */
  private static int timesPart(int a, int b) {
    int product = a * b + 128;
    return product + (product >> 8) >> 8;
  }

  private static ImageReaderSpi javasOwn() {
    Iterator<ImageReaderSpi> all =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
    while (all.hasNext()) {
      ImageReaderSpi spi = all.next();
      if (spi.getClass().getName().equals(JAVAS_OWN)) {
        return spi;
      }
    }
    throw new IllegalStateException(
        "this Java has no " + JAVAS_OWN + "; use a full JDK or JRE 17+");
  }

  /** Notes the first grave warning and the row it came at. */
  private static final class Watch implements IIOReadWarningListener, IIOReadUpdateListener {
    private String warning = "";
    private int rowsBeforeWarning;
    private int rows;

    @Override
    public void warningOccurred(ImageReader source, String text) {
      boolean samplesAreWhole =
          text.contains("extraneous bytes before marker")
              || text.contains("Invalid SOS parameters for sequential JPEG");
      if (warning.isEmpty() && !samplesAreWhole) {
        warning = text;
        rowsBeforeWarning = rows;
      }
    }

    @Override
    public void imageUpdate(
        ImageReader source,
        BufferedImage image,
        int minX,
        int minY,
        int width,
        int height,
        int periodX,
        int periodY,
        int[] bands) {
      rows = minY + height;
    }

    @Override
    public void passStarted(
        ImageReader source,
        BufferedImage image,
        int pass,
        int minPass,
        int maxPass,
        int minX,
        int minY,
        int periodX,
        int periodY,
        int[] bands) {}

    @Override
    public void passComplete(ImageReader source, BufferedImage image) {}

    @Override
    public void thumbnailPassStarted(
        ImageReader source,
        BufferedImage thumbnail,
        int pass,
        int minPass,
        int maxPass,
        int minX,
        int minY,
        int periodX,
        int periodY,
        int[] bands) {}

    @Override
    public void thumbnailUpdate(
        ImageReader source,
        BufferedImage thumbnail,
        int minX,
        int minY,
        int width,
        int height,
        int periodX,
        int periodY,
        int[] bands) {}

    @Override
    public void thumbnailPassComplete(ImageReader source, BufferedImage thumbnail) {}
  }
}
