package dev.convoy.job;

import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.tensor.Shape;

/** What a task holds of examples as they were read, before they are numbers. */
public final class ExampleMemory {
  /** Pictures that take no more are decoded by as many tasks at a time as there are. */
  static final long SMALL_PICTURE_BYTES = 12_000_000; // 4 million pixels of 3 samples

  /** One of those as it is decoded, and its rows resized. */
  private static final long PICTURE_BYTES = SMALL_PICTURE_BYTES + 4_000_000;

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

  /**
   * What a picture may take that one task at a time decodes in what a plan leaves free: half of it,
   * since the file of one that compresses badly takes as much again.
   */
  public static long roomBytes(MemoryPlan plan) {
    return SMALL_PICTURE_BYTES + plan.free() / 2;
  }
}
