package dev.convoy.network;

import dev.convoy.tensor.Check;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Forward, loss and backward in one pass, for one thread: what forward keeps stays in memory.
 *
 * <pre>
 *   runner.input()                                float32 [batchSize, H, W, C]   the caller writes n images
 *   runner.add(n, labels, gradients)              gradients are added to
 *   runner.loss(i), runner.isCorrect(i)           of image i
 * </pre>
 */
public final class GradientRunner {
  private final Network network;
  private final ClassifierLoss loss;
  private final NetworkRunner forward;
  private final KeptBatch kept;
  private final BackwardRunner backward;
  private final double[] losses;
  private final boolean[] correct;

  /**
   * A runner.
   *
   * @param batchSize images per call at most
   */
  public GradientRunner(PreparedNetwork prepared, ClassifierLoss loss, int batchSize) {
    this.network = prepared.network();
    this.loss = loss;
    List<KeptTensor> cache = cache(network, loss);
    this.forward = new NetworkRunner(prepared, batchSize, wanted(network, loss, cache));
    this.kept = KeptBatch.ofRunner(forward, cache, batchSize);
    this.backward =
        new BackwardRunner(prepared, batchSize, loss.from(), BackwardRunner.Images.NOT_WANTED);
    this.losses = new double[batchSize];
    this.correct = new boolean[batchSize];
  }

  private static List<KeptTensor> cache(Network network, ClassifierLoss loss) {
    return BackwardRunner.reads(network, loss.from(), BackwardRunner.Images.NOT_WANTED);
  }

  private static Set<String> wanted(Network network, ClassifierLoss loss, List<KeptTensor> cache) {
    Set<String> wanted = new LinkedHashSet<>(Set.of(loss.scores()));
    cache.forEach(tensor -> wanted.addAll(tensor.readsFrom(network)));
    return wanted;
  }

  /**
   * How a runner would run, without its arrays: see {@link NetworkRunner#plan}.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static RunnerPlan plan(PreparedNetwork prepared, ClassifierLoss loss, int batchSize) {
    Network network = prepared.network();
    List<KeptTensor> cache = cache(network, loss);
    RunnerPlan forward = NetworkRunner.plan(prepared, batchSize, wanted(network, loss, cache));
    RunnerPlan backward =
        BackwardRunner.plan(prepared, batchSize, loss.from(), BackwardRunner.Images.NOT_WANTED);
    long bits =
        cache.stream().filter(tensor -> !tensor.isFloat()).mapToLong(KeptTensor::byteCount).sum();
    return new RunnerPlan(
        forward.steps() + backward.steps(),
        forward.nodes(),
        batchSize,
        forward.peakFloats() + backward.peakFloats() + bits * batchSize / Float.BYTES,
        forward.packedFloats() + backward.packedFloats());
  }

  /** Floats that this runner holds, but for packed bits; scratch as far as it was needed. */
  long allocatedFloats() {
    return forward.plan().peakFloats() + backward.allocatedFloats();
  }

  /** From now on runs with other weights; see {@link NetworkRunner#use}. */
  public void use(PreparedNetwork prepared) {
    forward.use(prepared);
    backward.use(prepared);
  }

  /** Where the caller writes images, one after the other. */
  public float[] input() {
    return forward.input();
  }

  /** Runs the first {@code n} images of {@link #input()} forward; losses are known then. */
  public void forward(int n, int[] labels) {
    Check.that(labels.length >= n, "%s labels for %s images", labels.length, n);
    forward.forward(n);
    float[] scores = forward.output(loss.scores());
    loss.gradient(n, scores, labels, losses, backward.upstream());
    for (int i = 0; i < n; i++) {
      correct[i] = loss.predicted(scores, i) == labels[i];
    }
  }

  /**
   * Runs the images of the last {@link #forward} backward.
   *
   * @param gradients of the weights, in the order of {@link ParameterLayout}; added to
   */
  public void backward(int n, float[] gradients) {
    kept.pack(network, forward, n);
    backward.backward(n, kept, gradients);
  }

  /** As {@link #backward}, looking for the first value that is not finite; where it is. */
  public Optional<String> findNonFinite(int n, float[] gradients) {
    kept.pack(network, forward, n);
    return backward.findNonFinite(n, kept, gradients);
  }

  /** Loss of an image of the last batch. */
  public double loss(int image) {
    return losses[image];
  }

  /** Whether its largest score was its label's. */
  public boolean isCorrect(int image) {
    return correct[image];
  }
}
