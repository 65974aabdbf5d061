package dev.convoy.job.input;

import dev.convoy.store.FloatBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of what was read of an example, as hexadecimal digits. */
public final class ContentHash {
  private ContentHash() {}

  static String of(Example.Payload payload) {
    if (payload instanceof Example.Encoded encoded) {
      return of(encoded.bytes());
    }
    if (payload instanceof Example.Decoded decoded) {
      return of(decoded.pixels().data());
    }
    if (payload instanceof Example.Sized sized) {
      return of(sized.pixels().data());
    }
    if (payload instanceof Example.Values values) {
      return of(FloatBytes.toBytes(values.values()));
    }
    return of(((Example.Unreadable) payload).reason().getBytes(StandardCharsets.UTF_8));
  }

  /** Of a file's bytes. */
  public static String of(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
