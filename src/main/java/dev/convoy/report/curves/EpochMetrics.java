package dev.convoy.report.curves;

import dev.convoy.tensor.Check;

/**
 * One line of a run's metrics: what an epoch's training and evaluation gave.
 *
 * @param epoch counts from 1; 0 stands for the network before training
 * @param trainLoss mean over the epoch's images; may be NaN or infinite, training diverges
 * @param trainAccuracy share of images, 0..1, or NaN
 * @param testLoss NaN where there was no second data set
 * @param testAccuracy NaN where there was no second data set
 * @param images trained on in this epoch
 */
public record EpochMetrics(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    double testLoss,
    double testAccuracy,
    double learningRate,
    long images) {
  public EpochMetrics {
    Check.that(epoch >= 0, "metrics: epoch %s, needed at least 0", epoch);
    Check.that(images >= 0, "metrics of epoch %s: %s images, needed at least 0", epoch, images);
  }
}
