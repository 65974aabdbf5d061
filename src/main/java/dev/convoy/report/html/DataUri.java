package dev.convoy.report.html;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as text within the page. */
public final class DataUri {
  private DataUri() {}

  /** An SVG file's bytes. */
  public static String ofSvg(byte[] svg) {
    return uri("image/svg+xml", svg);
  }

  static String ofPng(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // ImageIO's own stream would keep a temporary file.
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return uri("image/png", bytes.toByteArray());
  }

  private static String uri(String type, byte[] bytes) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
