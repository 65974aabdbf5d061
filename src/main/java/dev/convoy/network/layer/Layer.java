package dev.convoy.network.layer;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Describes one operator of a network: sizes without weights. Shapes are per image, without N.
 *
 * <p>Implementations are records: their text form is part of the network's fingerprint.
 */
public interface Layer extends Serializable {
  /** The word after {@code kind:} in a network file. */
  String kind();

  /**
   * Shape of the output.
   *
   * @param inputs shapes of the inputs, in their order
   * @throws IllegalArgumentException saying what was found and needed, if the inputs do not fit
   */
  Shape outputShape(List<Shape> inputs);

  /**
   * Work of forward for one image. A multiply-add counts 2, as do the scale and shift of a
   * normalisation; a tap of a pooling and a function of one value count 1, a copy nothing.
   *
   * @param inputs shapes of the inputs
   */
  default long flops(List<Shape> inputs) {
    return 0;
  }

  /** Names and shapes of the weights, in a fixed order; most layers have none. */
  default Map<String, Shape> parameters(List<Shape> inputs) {
    return Map.of();
  }

  /** The parameters that have a gradient, in the order of {@link #parameters}; by default all. */
  default List<String> trained(List<Shape> inputs) {
    return List.copyOf(parameters(inputs).keySet());
  }

  /** What backward needs of this layer's forward, beside the weights. */
  default Keep keep() {
    return Keep.NOTHING;
  }

  /**
   * Prepares the layer to run: weights packed, sizes worked out. The result is shared by all
   * threads of a JVM.
   *
   * @param inputs shapes of the inputs
   * @param parameters the arrays named by {@link #parameters}
   */
  Operation prepare(List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels);

  /** As {@link #prepare}, to run backward. */
  BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels);
}
