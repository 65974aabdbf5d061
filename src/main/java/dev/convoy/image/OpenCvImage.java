package dev.convoy.image;

import static dev.convoy.image.ImageDecoder.bad;

/**
 * A picture as OpenCV, and Spark's image source after it, hold one: uint8, row-major, blue first.
 *
 * <pre>
 *   mode  0 (CV_8UC1)   1 byte a pixel   grey
 *        16 (CV_8UC3)   3 bytes          blue, green, red
 *        24 (CV_8UC4)   4 bytes          blue, green, red, alpha; alpha is dropped, not blended
 * </pre>
 *
 * @param h rows, at least 1
 * @param w columns, at least 1
 * @param channels 1, 3 or 4, as the mode says
 * @param mode OpenCV's number of the type
 * @param data exactly {@code h * w * channels} bytes; not copied, not changed
 */
public record OpenCvImage(int h, int w, int channels, int mode, byte[] data) {
  private static final int GREY = 0;
  private static final int BGR = 16;
  private static final int BGRA = 24;
  private static final int UNDEFINED = -1;

  /**
   * The picture as networks take it, RGB or grey.
   *
   * @param maxPixels pictures with more pixels are rejected
   * @param wanted what it becomes, by the rules for decoded files
   * @throws BadImageException stage {@code decode}, if the fields do not describe a picture
   */
  public Pixels pixels(long maxPixels, Channels wanted) throws BadImageException {
    if (mode == UNDEFINED) {
      throw bad("Spark's image source could not decode it: its mode is -1 (undefined)");
    }
    if (mode != GREY && mode != BGR && mode != BGRA) {
      throw bad("mode %s, needed 0 (CV_8UC1), 16 (CV_8UC3) or 24 (CV_8UC4): 8 bit samples", mode);
    }
    int modeChannels = mode / 8 + 1;
    if (channels != modeChannels) {
      throw bad("nChannels %s, but mode %s has %s", channels, mode, modeChannels);
    }
    if (h < 1 || w < 1) {
      throw bad("%s x %s pixels: a picture has at least 1 x 1", w, h);
    }
    long pixels = (long) w * h;
    if (pixels > maxPixels) {
      throw bad("%s x %s = %,d pixels exceed maxPixels %,d", w, h, pixels, maxPixels);
    }
    if (data.length != pixels * channels) {
      throw bad(
          "%s x %s pixels of %s channels are %,d bytes, data has %,d",
          w, h, channels, pixels * channels, data.length);
    }
    return wanted.of(mode == GREY ? new Pixels(h, w, 1, data) : new Pixels(h, w, 3, rgb()));
  }

  private byte[] rgb() {
    byte[] rgb = new byte[h * w * 3]; // no more than data has
    for (int from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
      rgb[to] = data[from + 2];
      rgb[to + 1] = data[from + 1];
      rgb[to + 2] = data[from];
    }
    return rgb;
  }
}
