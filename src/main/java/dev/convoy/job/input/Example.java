package dev.convoy.job.input;

import dev.convoy.image.Pixels;

/**
 * One example as it was read, not yet decoded.
 *
 * @param id its index in the input, from 0, or what the input table says
 * @param path where it came from, relative to the input: {@code cats/7.png}, {@code images.gz#17}
 * @param label its class, or {@link #NO_LABEL}
 * @param size bytes as stored; -1 where it could not be read and the size is not known
 */
public record Example(long id, String path, int label, long size, Payload payload) {
  public static final int NO_LABEL = -1;

  /** What was read. */
  public sealed interface Payload permits Encoded, Decoded, Sized, Values, Unreadable {}

  /** A file's bytes: JPEG, PNG, or what pretends to be one. */
  public record Encoded(byte[] bytes) implements Payload {}

  /** A picture that needed no decoding. */
  public record Decoded(Pixels pixels) implements Payload {}

  /** A picture that has been resized and cropped before. */
  public record Sized(Pixels pixels) implements Payload {}

  /** Numbers for the network as they are, row-major. */
  public record Values(float[] values) implements Payload {}

  /** This one could not be read; others can. */
  public record Unreadable(String reason) implements Payload {}

  /** What is known of it, without what was read. */
  public Example withoutPayload() {
    return new Example(id, path, label, size, new Unreadable("not kept"));
  }
}
