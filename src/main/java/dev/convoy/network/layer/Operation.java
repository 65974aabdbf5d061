package dev.convoy.network.layer;

import dev.convoy.compute.Workspace;

/** A layer ready to run. Thread-safe: all that changes is in its arguments. */
@FunctionalInterface
public interface Operation {
  /**
   * Runs forward on a batch.
   *
   * @param n images in the batch
   * @param inputs one array per input, N outermost
   * @param output set; not one of the inputs
   */
  void forward(int n, float[][] inputs, float[] output, Workspace workspace);

  /** Floats that its packed weights take, for all threads of a JVM together. */
  default long packedFloats() {
    return 0;
  }

  /** Floats of scratch that a thread needs for a batch, about; small needs are not counted. */
  default long scratchFloats(int n) {
    return 0;
  }
}
