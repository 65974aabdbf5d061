package dev.convoy.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pictures that tests read, and the distance of two. */
final class TestImages {
  static final Path PHOTOS = Path.of("data-samples", "photos");
  static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

  private TestImages() {}

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] photo(String name) {
    return bytes(PHOTOS.resolve(name));
  }

  static Pixels rgb(byte[] encoded) throws BadImageException {
    return new ImageDecoder(100_000_000, Channels.RGB).decode(encoded);
  }

  static Pixels golden(String name) throws BadImageException {
    return rgb(bytes(GOLDEN.resolve(name)));
  }

  /** The pictures of a folder, without those named broken. */
  static List<Path> whole(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(jpg|png)"))
          .filter(file -> !file.getFileName().toString().startsWith("broken"))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of a few kB in every encoding, so that many damaged copies can be tried. */
  static List<Path> small() {
    return whole(GOLDEN.resolve("decode"));
  }

  static int largestDifference(Pixels a, Pixels b) {
    int largest = 0;
    for (int i = 0; i < a.data().length; i++) {
      largest = Math.max(largest, difference(a, b, i));
    }
    return largest;
  }

  static double meanDifference(Pixels a, Pixels b) {
    long sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += difference(a, b, i);
    }
    return (double) sum / a.data().length;
  }

  private static int difference(Pixels a, Pixels b, int i) {
    return Math.abs((a.data()[i] & 0xFF) - (b.data()[i] & 0xFF));
  }
}
