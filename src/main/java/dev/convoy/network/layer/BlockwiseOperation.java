package dev.convoy.network.layer;

import dev.convoy.compute.Epilogue;
import dev.convoy.compute.Workspace;

/** An operation that finishes its output block by block, so that others can go on with a block. */
@FunctionalInterface
public interface BlockwiseOperation extends Operation {
  /**
   * Runs forward on a batch.
   *
   * @param after what is done to every block of the output once it is finished
   */
  void forward(int n, float[][] inputs, float[] output, Epilogue after, Workspace workspace);

  @Override
  default void forward(int n, float[][] inputs, float[] output, Workspace workspace) {
    forward(n, inputs, output, Epilogue.NONE, workspace);
  }
}
