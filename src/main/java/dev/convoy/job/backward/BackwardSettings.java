package dev.convoy.job.backward;

import dev.convoy.network.ClassifierLoss;
import dev.convoy.network.KeptTensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backward task must know beside network and caches; small, travels with every task.
 *
 * @param kept tensors of the forward cache that this pass reads
 * @param from node whose gradient is given
 * @param loss null where upstream gradients are given instead
 * @param blockSize examples per block of the sum
 * @param kernels name of the micro-kernels
 * @param writesGradInput whether the gradient of each image is written
 */
record BackwardSettings(
    ArrayList<KeptTensor> kept,
    String from,
    @Nullable ClassifierLoss loss,
    int blockSize,
    String kernels,
    boolean writesGradInput)
    implements Serializable {

  List<String> columns() {
    return kept.stream().map(KeptTensor::name).toList();
  }

  /** The block an example belongs to. */
  long blockOf(long id) {
    return id / blockSize;
  }
}
