package dev.convoy.network;

import dev.convoy.compute.Workspace;
import dev.convoy.tensor.Check;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a network forward, batch after batch, for one thread. Allocates no arrays after its first
 * batch.
 *
 * <pre>
 *   runner.input()            float32 [batchSize, H, W, C]   the caller writes n images
 *   runner.forward(n)
 *   runner.output("dense1")   float32 [batchSize, ...]       the first n are set
 * </pre>
 *
 * <p>The first steps of a network have large activations and small weights, the last ones the
 * opposite. So the first ones run image by image, whose activations then stay in the CPU's caches,
 * and the others on the whole batch, so that weights are fetched once for all images.
 *
 * <pre>
 *   image 0  --+
 *   image 1  --+--&gt;  copied side by side  --&gt;  all images
 *   image 2  --+
 *      first stage                           second stage
 * </pre>
 */
public final class NetworkRunner {
  private final Network network;
  private final int batchSize;
  private final Workspace workspace;
  private final ArrayPool pool;
  private final float[] input;
  private final int stepCount;
  private final @Nullable Stage byImage;
  private final Stage byBatch;

  /** What the second stage reads of the first, and where the images come one after the other. */
  private final Map<String, float[]> copied = new LinkedHashMap<>();

  private PreparedNetwork prepared;
  private final List<String> run;

  /**
   * A runner for the given outputs; nodes that none of them needs are not run.
   *
   * @param batchSize images per call at most
   * @param names of nodes, or others by which they are known; {@link Network#INPUT} is allowed
   * @throws IllegalArgumentException for an unknown node, or a batch whose arrays exceed what Java
   *     holds
   */
  public NetworkRunner(PreparedNetwork prepared, int batchSize, Collection<String> names) {
    this(prepared, batchSize, names, new ArrayPool(ArrayPool.Purpose.RUN));
    use(prepared);
  }

  private NetworkRunner(
      PreparedNetwork prepared, int batchSize, Collection<String> names, ArrayPool pool) {
    this.pool = pool;
    Check.that(batchSize > 0, "batch size %s, needs at least 1", batchSize);
    this.prepared = prepared;
    this.network = prepared.network();
    List<String> wanted = names.stream().map(network::resolve).distinct().toList();
    this.batchSize = batchSize;
    this.workspace = new Workspace(prepared.kernels());
    this.input = pool.take(network.inputShape().batch(batchSize));
    Set<String> needed = needed(network, wanted);
    List<Node> nodes = network.nodes().stream().filter(n -> needed.contains(n.name())).toList();
    this.run = nodes.stream().map(Node::name).toList();
    List<FusedStep> steps = FusedStep.join(prepared, nodes, wanted);
    this.stepCount = steps.size();
    int split = batchSize == 1 ? 0 : imageByImage(steps, wanted);
    List<FusedStep> first = steps.subList(0, split);
    List<FusedStep> second = steps.subList(split, steps.size());
    Map<String, float[]> given = new HashMap<>(Map.of(Network.INPUT, input));
    if (first.isEmpty()) {
      byImage = null;
    } else {
      for (String node : crossing(first, second)) {
        copied.put(node, pool.take(network.shapeOf(node).batch(batchSize)));
      }
      given.putAll(copied);
      float[] image = pool.take(network.inputShape().batch(1));
      Map<String, float[]> only = Map.of(Network.INPUT, image);
      byImage = new Stage(first, 1, only, copied.keySet(), pool, workspace);
    }
    byBatch = new Stage(second, batchSize, given, wanted, pool, workspace);
  }

  /**
   * How a runner would run, without its arrays: any batch can be planned in little memory. Scratch
   * is counted where it is large.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static RunnerPlan plan(PreparedNetwork prepared, int batchSize, Collection<String> names) {
    ArrayPool counted = new ArrayPool(ArrayPool.Purpose.PLAN);
    NetworkRunner runner = new NetworkRunner(prepared, batchSize, names, counted);
    return runner.plan(runner.scratchFloats());
  }

  private long scratchFloats() {
    return run.stream()
        .mapToLong(node -> prepared.operation(node).scratchFloats(batchSize))
        .max()
        .orElse(0);
  }

  /** How many steps at the beginning have more activations than weights, and nobody else reads. */
  private static int imageByImage(List<FusedStep> steps, Collection<String> wanted) {
    int split = 0;
    while (split < steps.size() - 1
        && steps.get(split).weightFloats() < steps.get(split).imageFloats()
        && !wanted.contains(steps.get(split).last().name())) {
      split++;
    }
    return split;
  }

  /** Nodes of the first steps that the second ones read. */
  private static Set<String> crossing(List<FusedStep> first, List<FusedStep> second) {
    Set<String> read = new LinkedHashSet<>();
    second.forEach(step -> read.addAll(step.inputs()));
    Set<String> crossing = new LinkedHashSet<>();
    first.stream().map(step -> step.last().name()).filter(read::contains).forEach(crossing::add);
    return crossing;
  }

  private static Set<String> needed(Network network, Collection<String> wanted) {
    Set<String> needed = new LinkedHashSet<>();
    for (String node : wanted) {
      needed.add(node);
    }
    List<Node> nodes = network.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).name())) {
        needed.addAll(nodes.get(i).inputs());
      }
    }
    return needed;
  }

  /** Floats that this runner holds for images and activations. */
  public long allocatedFloats() {
    return pool.allocatedFloats();
  }

  /** How the network is run; scratch is counted as far as it was needed until now. */
  public RunnerPlan plan() {
    return plan(workspace.allocatedFloats());
  }

  private RunnerPlan plan(long scratchFloats) {
    long floats = pool.allocatedFloats() + scratchFloats;
    long packed = run.stream().mapToLong(node -> prepared.operation(node).packedFloats()).sum();
    return new RunnerPlan(stepCount, network.nodes().size(), batchSize, floats, packed);
  }

  /**
   * From now on runs with other weights.
   *
   * @param other the same network but for its weights, prepared for the same kernels
   */
  public void use(PreparedNetwork other) {
    Check.that(
        other.kernels().describe().equals(prepared.kernels().describe()),
        "network %s was prepared for kernels %s, this runner uses %s",
        other.network().name(),
        other.kernels().describe(),
        prepared.kernels().describe());
    prepared = other;
    if (byImage != null) {
      byImage.use(other);
    }
    byBatch.use(other);
  }

  /** Where the caller writes images, one after the other. */
  public float[] input() {
    return input;
  }

  /**
   * Runs the first {@code n} images of {@link #input()}.
   *
   * @throws IllegalArgumentException if {@code n} is not in 1 to the batch size
   */
  public void forward(int n) {
    Check.that(n > 0 && n <= batchSize, "%s images, needs 1 to %s", n, batchSize);
    Stage first = byImage;
    if (first != null) {
      int length = network.inputShape().length();
      for (int i = 0; i < n; i++) {
        System.arraycopy(input, i * length, first.array(Network.INPUT), 0, length);
        first.run(1);
        copyAside(first, i);
      }
    }
    byBatch.run(n);
  }

  private void copyAside(Stage first, int image) {
    for (Map.Entry<String, float[]> entry : copied.entrySet()) {
      int length = network.shapeOf(entry.getKey()).length();
      System.arraycopy(first.array(entry.getKey()), 0, entry.getValue(), image * length, length);
    }
  }

  /**
   * The array of a wanted node; the images of the last {@link #forward} come first. It may be
   * longer than they are.
   */
  public float[] output(String node) {
    String resolved = network.resolve(node);
    Check.that(byBatch.has(resolved), "node \"%s\" was not among the wanted outputs", node);
    return byBatch.array(resolved);
  }
}
