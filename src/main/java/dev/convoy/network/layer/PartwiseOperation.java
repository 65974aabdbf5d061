package dev.convoy.network.layer;

import dev.convoy.compute.Workspace;
import java.util.Optional;

/**
 * An operation that treats every pixel alone and leaves its size: it can run on any part of its
 * inputs, and in place.
 *
 * @param imageFloats floats of one image, in and out
 * @param part runs on some pixels
 */
public record PartwiseOperation(int imageFloats, Part part) implements Operation {
  /** What is done to some pixels. */
  @FunctionalInterface
  public interface Part {
    /**
     * Sets {@code output[at]} to {@code output[at + count - 1]} from the same places of the inputs.
     *
     * @param output may be one of the inputs
     * @param count floats, whole pixels
     */
    void run(float[][] inputs, int at, int count, float[] output, Workspace workspace);

    /**
     * This part in place and then {@code next} in one pass over memory, if there is such a one. It
     * runs on the inputs of that one of them that has more.
     */
    default Optional<Part> joined(Part next) {
      return Optional.empty();
    }
  }

  @Override
  public void forward(int n, float[][] inputs, float[] output, Workspace workspace) {
    part.run(inputs, 0, n * imageFloats, output, workspace);
  }
}
