package dev.convoy.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The golden files on the test class path. */
public final class Golden {
  private Golden() {}

  /** The file at {@code name} below {@code golden/}. */
  public static Path path(String name) {
    var url = Golden.class.getResource("/golden/" + name);
    Check.that(url != null, "no golden file %s on the test class path", name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of that file. */
  public static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      Check.that(in != null, "no golden file %s on the test class path", name);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
