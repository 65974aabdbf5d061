package dev.convoy.network;

import dev.convoy.config.ConfigReader;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The trained network and the pictures of data-samples, for tests that need real numbers. */
public final class FashionSamples {
  private static final Path NETWORK = Path.of("conf/networks/fashion.yaml");
  private static final Path IMAGES = Path.of("data-samples/fashion-mnist/images");

  private FashionSamples() {}

  public static Network network() {
    try {
      return NetworkFile.read(
          ConfigReader.read(Files.readString(NETWORK), NETWORK.toString()),
          path -> Files.newInputStream(NETWORK.resolveSibling(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first {@code n} pictures, normalised as the network file says. */
  public static float[] images(int n) {
    float[] pixels = new float[n * 784];
    try {
      for (int i = 0; i < n; i++) {
        Raster raster =
            ImageIO.read(IMAGES.resolve(String.format("%05d.png", i)).toFile()).getRaster();
        for (int p = 0; p < 784; p++) {
          pixels[i * 784 + p] = (raster.getSample(p % 28, p / 28, 0) / 255f - 0.2860f) / 0.3530f;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pixels;
  }
}
