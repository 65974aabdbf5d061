package dev.convoy.job;

import java.io.Serializable;

/**
 * The largest picture that is decoded, in pixels.
 *
 * @param maxPixels as the job file has it
 * @param room what the plan of the executors' heaps leaves room for
 */
public record PictureLimit(long maxPixels, long room) implements Serializable {
  /** The job file's alone. */
  public static PictureLimit of(long maxPixels) {
    return new PictureLimit(maxPixels, Long.MAX_VALUE);
  }

  /** The smaller of both. */
  long pixels() {
    return Math.min(maxPixels, room);
  }

  /** Whether the heap, not the user, sets the limit. */
  boolean isOfTheHeap() {
    return room < maxPixels;
  }
}
