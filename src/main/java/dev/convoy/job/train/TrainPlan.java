package dev.convoy.job.train;

import dev.convoy.image.Preprocess;
import dev.convoy.network.ClassifierLoss;
import dev.convoy.network.GradientRunner;
import dev.convoy.network.PreparedNetwork;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What training tasks must know, broadcast once a run. In each JVM it lends its runners, whose
 * arrays then last from step to step.
 */
final class TrainPlan implements Serializable {
  private static final long serialVersionUID = 1;

  private final Dealing dealing;
  private final ClassifierLoss loss;
  private final Preprocess preprocess;
  private final Shape inputShape;
  private final String kernels;
  private final long maxPixels;
  private final boolean failOnBadImage;
  private transient ConcurrentLinkedQueue<GradientRunner> idle = new ConcurrentLinkedQueue<>();

  TrainPlan(
      Dealing dealing,
      ClassifierLoss loss,
      Preprocess preprocess,
      Shape inputShape,
      String kernels,
      long maxPixels,
      boolean failOnBadImage) {
    this.dealing = dealing;
    this.loss = loss;
    this.preprocess = preprocess;
    this.inputShape = inputShape;
    this.kernels = kernels;
    this.maxPixels = maxPixels;
    this.failOnBadImage = failOnBadImage;
  }

  private Object readResolve() {
    idle = new ConcurrentLinkedQueue<>();
    return this;
  }

  Dealing dealing() {
    return dealing;
  }

  ClassifierLoss loss() {
    return loss;
  }

  Preprocess preprocess() {
    return preprocess;
  }

  Shape inputShape() {
    return inputShape;
  }

  String kernels() {
    return kernels;
  }

  long maxPixels() {
    return maxPixels;
  }

  boolean failOnBadImage() {
    return failOnBadImage;
  }

  /** A runner for blocks with these weights; the caller gives it back. */
  GradientRunner borrow(PreparedNetwork prepared) {
    GradientRunner runner = idle.poll();
    if (runner == null) {
      return new GradientRunner(prepared, loss, dealing.blockSize());
    }
    runner.use(prepared);
    return runner;
  }

  void giveBack(GradientRunner runner) {
    idle.add(runner);
  }
}
