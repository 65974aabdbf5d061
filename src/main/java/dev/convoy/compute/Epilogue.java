package dev.convoy.compute;

/**
 * What is done to outputs as soon as they are finished, while they are still in the CPU's caches:
 * batch normalisation, a rectifier, the sum with another array. Every output passes exactly once.
 */
@FunctionalInterface
public interface Epilogue {
  /** Leaves outputs as they are. */
  Epilogue NONE = (y, at, count) -> {};

  /**
   * Changes finished outputs in place.
   *
   * @param y the operator's output
   * @param at where they begin: at the first channel of a pixel
   * @param count floats, whole pixels
   */
  void apply(float[] y, int at, int count);
}
