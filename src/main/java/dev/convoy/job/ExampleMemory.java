package dev.convoy.job;

import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.tensor.Shape;

/** What a task holds of examples as they were read, before they are numbers. */
public final class ExampleMemory {
  /** Pictures up to this size are decoded by as many tasks at a time as there are. */
  static final long SMALL_PIXELS = 4_000_000;

  /** One of those as it is decoded: 3 samples a pixel, and its rows resized. */
  private static final long PICTURE_BYTES = 4 * SMALL_PIXELS;

  /** Of a larger one: 3 samples, and up to as much for the file of one that compresses badly. */
  private static final long BYTES_PER_PIXEL = 6;

  private static final long FILE_BYTES = 400_000; // of a photo

  private ExampleMemory() {}

  /**
   * The example in hand, and what its reader holds beside it.
   *
   * @param shape one image, {@code [H, W, C]}
   */
  public static long held(ExampleForm examples, Shape shape) {
    long values = shape.count();
    return examples.readerBytes()
        + switch (examples.content()) {
          case ENCODED -> PICTURE_BYTES + FILE_BYTES;
          case PIXELS, SIZED -> values;
          case VALUES -> values * Float.BYTES;
        };
  }

  /** The largest picture that one task at a time may decode in what a plan leaves free. */
  public static long roomPixels(MemoryPlan plan) {
    return SMALL_PIXELS + plan.free() / BYTES_PER_PIXEL;
  }
}
