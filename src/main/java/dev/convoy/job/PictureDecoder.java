package dev.convoy.job;

import dev.convoy.image.BadImageException;
import dev.convoy.image.Channels;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.PictureTooLargeException;
import dev.convoy.image.Pixels;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Decodes pictures within the heap that the plan has for them: small ones by all tasks of a JVM at
 * a time, large ones by as many as there is room for. One that is too large for that is bad, and
 * the executor lives on.
 */
public final class PictureDecoder {
  /** The stage of pictures for which there was no memory. */
  public static final String MEMORY = "memory";

  private final PictureLimit limit;
  private final ImageDecoder small;
  private final ImageDecoder large;

  /** What is done with a decoded picture, which is not kept afterwards. */
  @FunctionalInterface
  public interface Use {
    void accept(Pixels pixels) throws BadImageException;
  }

  /** A decoder; any number of threads may share it. */
  public PictureDecoder(PictureLimit limit, Channels channels) {
    this.limit = limit;
    long bytes = limit.bytes();
    this.large = new ImageDecoder(limit.maxPixels(), channels, bytes);
    this.small =
        new ImageDecoder(
            limit.maxPixels(), channels, Math.min(bytes, ExampleMemory.SMALL_PICTURE_BYTES));
  }

  /**
   * Decodes a file and hands the picture on.
   *
   * @throws BadImageException if it cannot be used; stage {@link #MEMORY} if another heap might do
   */
  public void decode(byte[] file, Use use) throws BadImageException {
    Pixels pixels;
    try {
      pixels = small.decode(file);
    } catch (PictureTooLargeException e) {
      decodeLarge(file, e.bytes(), use);
      return;
    }
    use.accept(pixels);
  }

  private void decodeLarge(byte[] file, long bytes, Use use) throws BadImageException {
    long room = limit.bytes();
    long taken = Math.min(bytes, room);
    try {
      DecodingRoom.take(taken, room);
    } catch (InterruptedException e) { // Spark ends the task, or nobody waits for its batch
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("waiting to decode a picture"));
    }
    try {
      use.accept(large.decode(file));
    } catch (PictureTooLargeException e) {
      throw new BadImageException(
          MEMORY,
          String.format(
              Locale.ROOT,
              "%s; the executor's heap has room for %,.0f MB; %s",
              e.found(),
              limit.bytes() / 1e6,
              remedy()),
          e);
    } catch (OutOfMemoryError e) { // of one large array, as a rule: the heap is as it was before
      throw new BadImageException(MEMORY, "decoding it took more than was free; " + remedy(), e);
    } finally {
      DecodingRoom.give(taken);
    }
  }

  private static String remedy() {
    return "give executors more memory, or set batchSize or tasks at a time lower";
  }
}
