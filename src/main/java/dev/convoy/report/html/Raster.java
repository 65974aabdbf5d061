package dev.convoy.report.html;

import dev.convoy.tensor.Check;
import java.awt.image.BufferedImage;
import java.io.Serializable;

/**
 * A small picture.
 *
 * @param c 1 for grey, 3 for RGB
 * @param samples {@code [h, w, c]}, row-major, each 0 to 255 as {@code samples[i] & 0xFF}
 */
public record Raster(int h, int w, int c, byte[] samples) implements Serializable {
  public Raster {
    Check.that(
        h > 0 && w > 0 && (c == 1 || c == 3) && samples.length == h * w * c,
        "picture [%s, %s, %s] of %s samples",
        h,
        w,
        c,
        samples.length);
  }

  /** As a PNG file in a data URI. */
  public String uri() {
    BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        image.setRGB(x, y, rgb(y * w + x));
      }
    }
    return DataUri.ofPng(image);
  }

  private int rgb(int pixel) {
    int at = pixel * c;
    int red = samples[at] & 0xFF;
    return c == 1
        ? red << 16 | red << 8 | red
        : red << 16 | (samples[at + 1] & 0xFF) << 8 | samples[at + 2] & 0xFF;
  }
}
