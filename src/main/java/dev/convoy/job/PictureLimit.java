package dev.convoy.job;

import java.io.Serializable;

/**
 * The largest picture that is decoded.
 *
 * @param maxPixels as the job file has it
 * @param roomBytes that a plan of the executors' heaps leaves for one; 0 where there is no plan
 */
public record PictureLimit(long maxPixels, long roomBytes) implements Serializable {
  private static final int PART_OF_HEAP = 4;

  /** Without a plan: a picture may take a quarter of the heap. */
  public static PictureLimit of(long maxPixels) {
    return new PictureLimit(maxPixels, 0);
  }

  /** Bytes that a picture may take in this JVM while it is decoded. */
  long bytes() {
    return roomBytes > 0 ? roomBytes : Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
  }
}
