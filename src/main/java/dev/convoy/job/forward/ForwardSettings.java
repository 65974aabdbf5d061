package dev.convoy.job.forward;

import dev.convoy.image.Preprocess;
import dev.convoy.job.PictureLimit;
import dev.convoy.network.KeptTensor;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What a forward task must know beside network and examples; small, travels with every task.
 *
 * @param taps nodes whose outputs become features; empty where no features are written
 * @param scores the tap whose largest value is the class of an image, for the accuracy; or empty
 * @param kept tensors of the forward cache; empty where no caches are written
 * @param batchSize images per call of the network; 0 before it is chosen
 * @param kernels name of the micro-kernels
 * @param pictures largest image that is decoded
 * @param batchTimeout longest that a batch may take; zero for no limit
 * @param sampling examples that the report shows
 * @param failOnBadImage whether the first bad image ends the run
 */
record ForwardSettings(
    List<String> taps,
    String scores,
    List<KeptTensor> kept,
    Preprocess preprocess,
    int batchSize,
    String kernels,
    PictureLimit pictures,
    Duration batchTimeout,
    Sampling sampling,
    boolean failOnBadImage)
    implements Serializable {
  ForwardSettings withBatchSize(int other) {
    return planned(other, pictures);
  }

  /** With what a plan says. */
  ForwardSettings planned(int otherSize, PictureLimit otherPictures) {
    return new ForwardSettings(
        taps,
        scores,
        kept,
        preprocess,
        otherSize,
        kernels,
        otherPictures,
        batchTimeout,
        sampling,
        failOnBadImage);
  }

  ForwardSettings withSampling(Sampling other) {
    return new ForwardSettings(
        taps,
        scores,
        kept,
        preprocess,
        batchSize,
        kernels,
        pictures,
        batchTimeout,
        other,
        failOnBadImage);
  }
}
