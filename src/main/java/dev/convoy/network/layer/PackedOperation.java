package dev.convoy.network.layer;

import dev.convoy.compute.PackedFilters;
import dev.convoy.compute.Workspace;

/** An operation with weights of a known size. */
record PackedOperation(PackedFilters weights, Operation operation) implements Operation {
  @Override
  public void forward(int n, float[][] inputs, float[] output, Workspace workspace) {
    operation.forward(n, inputs, output, workspace);
  }

  @Override
  public long packedFloats() {
    return weights.size();
  }
}
