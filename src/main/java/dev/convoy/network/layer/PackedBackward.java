package dev.convoy.network.layer;

import dev.convoy.compute.PackedFilters;
import dev.convoy.compute.Workspace;
import java.util.function.IntToLongFunction;

/**
 * A backward operation with weights of a known size.
 *
 * @param scratch floats by images of a batch
 */
record PackedBackward(PackedFilters turned, IntToLongFunction scratch, BackwardOperation operation)
    implements BackwardOperation {
  @Override
  public void backward(
      int n,
      Kept kept,
      float[] gradOutput,
      float[][] gradInputs,
      float[] gradients,
      int[] at,
      Workspace workspace) {
    operation.backward(n, kept, gradOutput, gradInputs, gradients, at, workspace);
  }

  @Override
  public long packedFloats() {
    return turned.size();
  }

  @Override
  public long scratchFloats(int n) {
    return scratch.applyAsLong(n);
  }
}
