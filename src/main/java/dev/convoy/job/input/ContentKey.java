package dev.convoy.job.input;

import dev.convoy.store.FloatBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key of an example in a listing: what it contains, and its label. Two examples with the same
 * key give the same rows.
 */
final class ContentKey {
  private ContentKey() {}

  /** From what was read: the SHA-256 of its bytes. */
  static String of(Example example) {
    return of(hash(example.payload()), example.label());
  }

  /** From a hash that is known. */
  static String of(String hash, int label) {
    return label == Example.NO_LABEL ? hash : hash + "/" + label;
  }

  private static String hash(Example.Payload payload) {
    byte[] bytes;
    if (payload instanceof Example.Encoded encoded) {
      bytes = encoded.bytes();
    } else if (payload instanceof Example.Decoded decoded) {
      bytes = decoded.pixels().data();
    } else if (payload instanceof Example.Values values) {
      bytes = FloatBytes.toBytes(values.values());
    } else {
      bytes = ((Example.Unreadable) payload).reason().getBytes(StandardCharsets.UTF_8);
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
