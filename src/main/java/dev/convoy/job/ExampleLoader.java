package dev.convoy.job;

import dev.convoy.image.BadImageException;
import dev.convoy.image.Channels;
import dev.convoy.image.Pixels;
import dev.convoy.image.Preprocess;
import dev.convoy.job.input.Example;
import dev.convoy.tensor.Shape;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns examples, whatever they come as, into the numbers that a network takes. One thread's. */
public final class ExampleLoader {
  /** The stage of examples that could not be read. */
  public static final String READ = "read";

  private final Preprocess preprocess;
  private final Shape shape;
  private final PictureLimit limit;
  private @Nullable PictureDecoder decoder; // made when the first picture comes: not all are

  /**
   * A loader.
   *
   * @param shape one image, {@code [H, W, C]}
   * @param maxPixels largest image that is decoded
   */
  public ExampleLoader(Preprocess preprocess, Shape shape, long maxPixels) {
    this(preprocess, shape, PictureLimit.of(maxPixels));
  }

  /** The same with a limit that depends on the heap. */
  public ExampleLoader(Preprocess preprocess, Shape shape, PictureLimit limit) {
    this.preprocess = preprocess;
    this.shape = shape;
    this.limit = limit;
  }

  /**
   * Decodes and prepares an example.
   *
   * @param input set, from {@code at} on
   * @throws BadImageException with the stage that failed and why
   */
  public void load(Example example, float[] input, int at) throws BadImageException {
    Example.Payload payload = example.payload();
    if (payload instanceof Example.Encoded encoded) {
      decoder().decode(encoded.bytes(), pixels -> preprocess.apply(pixels, shape, input, at));
    } else if (payload instanceof Example.Decoded decoded) {
      Pixels pixels = decoded.pixels();
      preprocess.apply(pixels, shape, input, at);
    } else if (payload instanceof Example.Sized sized) {
      preprocess.numbersOf(sized.pixels(), shape, input, at);
    } else if (payload instanceof Example.Values values) {
      copy(values.values(), input, at);
    } else if (payload instanceof Example.Unreadable unreadable) {
      throw new BadImageException(READ, unreadable.reason());
    }
  }

  private PictureDecoder decoder() {
    PictureDecoder made = decoder;
    if (made == null) {
      made = new PictureDecoder(limit, Channels.of(shape.c()));
      decoder = made;
    }
    return made;
  }

  private void copy(float[] values, float[] input, int at) throws BadImageException {
    if (values.length != shape.count()) {
      throw new BadImageException(
          "preprocess",
          String.format(
              Locale.ROOT, "found %d numbers, the network takes %s", values.length, shape));
    }
    System.arraycopy(values, 0, input, at, values.length);
  }
}
