package dev.convoy.network.layer;

import dev.convoy.compute.Workspace;

/** A layer ready to run backward. Thread-safe: all that changes is in its arguments. */
@FunctionalInterface
public interface BackwardOperation {
  /**
   * Runs backward on a batch.
   *
   * @param n images in the batch
   * @param kept what forward kept
   * @param gradOutput upstream gradient, N outermost
   * @param gradInputs one array per input, set; empty where that gradient is not wanted
   * @param gradients gradients of parameters, added to
   * @param at where in {@code gradients} each of {@link Layer#trained} begins
   */
  void backward(
      int n,
      Kept kept,
      float[] gradOutput,
      float[][] gradInputs,
      float[] gradients,
      int[] at,
      Workspace workspace);

  /** Floats that its packed weights take once the gradient of its input is asked for. */
  default long packedFloats() {
    return 0;
  }

  /** Floats of scratch that a thread needs for a batch, about; small needs are not counted. */
  default long scratchFloats(int n) {
    return 0;
  }
}
