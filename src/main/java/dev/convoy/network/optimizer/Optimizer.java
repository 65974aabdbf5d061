package dev.convoy.network.optimizer;

/**
 * An update rule. All arrays have the layout of the weights; every element is updated for itself,
 * in float32.
 *
 * <p>Implementations are records: their text form tells two settings apart.
 */
public interface Optimizer {
  /** Arrays of state it carries from step to step; they begin as zeros. */
  int stateCount();

  /**
   * One step.
   *
   * @param step number of the step, from 1
   * @param learningRate above 0
   * @param gradient mean over the batch, read
   * @param state {@link #stateCount} arrays, updated
   * @param weights updated
   */
  void step(long step, double learningRate, float[] gradient, float[][] state, float[] weights);
}
