package dev.convoy.network;

import dev.convoy.compute.Add;
import dev.convoy.compute.Workspace;
import dev.convoy.network.layer.BackwardOperation;
import dev.convoy.network.layer.Keep;
import dev.convoy.network.layer.Kept;
import dev.convoy.tensor.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a network backward, batch after batch, for one thread: from a gradient at one node to the
 * weights of all nodes before it and, where wanted, to the images. Allocates no arrays after its
 * first batch.
 *
 * <pre>
 *   runner.upstream()                   float32 [batchSize, ...]   the caller writes n images
 *   runner.backward(n, kept, gradients)
 *   gradients                           float32, in the order of {@link ParameterLayout}; added to
 *   runner.gradInput()                  float32 [batchSize, H, W, C]
 * </pre>
 *
 * <p>A node that several others read gets the sum of what they send back, the last reader's first.
 * Weights that the node does not depend on get nothing.
 */
public final class BackwardRunner {
  /** Whether the gradient of the images themselves is wanted. */
  public enum Images {
    WANTED,
    NOT_WANTED
  }

  private final String from;
  private final Workspace workspace;
  private final ArrayPool pool;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, float[]> gradients = new HashMap<>();
  private final float[] upstream;
  private final int batchSize;
  private PreparedNetwork prepared;

  /**
   * One node's turn.
   *
   * @param gradInputs set by the operation; empty where not wanted
   * @param addTo where that is to be added afterwards; empty where it is in its place already
   */
  private record Step(
      Node node, float[] gradOutput, float[][] gradInputs, float[][] addTo, int[] parametersAt) {}

  /**
   * A runner.
   *
   * @param batchSize images per call at most
   * @param from the node whose gradient is given
   * @throws IllegalArgumentException for an unknown node, or one that depends on nothing wanted
   */
  public BackwardRunner(PreparedNetwork prepared, int batchSize, String from, Images images) {
    this(prepared, batchSize, from, images, new ArrayPool(ArrayPool.Purpose.RUN));
  }

  private BackwardRunner(
      PreparedNetwork prepared, int batchSize, String from, Images images, ArrayPool pool) {
    Check.that(batchSize > 0, "batch size %s, needs at least 1", batchSize);
    Network network = prepared.network();
    this.prepared = prepared;
    this.pool = pool;
    this.batchSize = batchSize;
    this.from = from;
    this.workspace = new Workspace(prepared.kernels());
    Set<String> useful = useful(network, from, images);
    this.upstream = pool.take(network.shapeOf(from).batch(batchSize));
    gradients.put(from, upstream);
    ParameterLayout layout = ParameterLayout.of(network);
    for (Node node : order(network, from, useful)) {
      float[] gradOutput = gradients.get(node.name());
      addStep(node, gradOutput, useful, layout.offsets(node.name()));
      pool.giveBack(gradOutput);
    }
  }

  /**
   * How a runner would run, without its arrays: see {@link NetworkRunner#plan}. What forward kept
   * is not counted.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static RunnerPlan plan(
      PreparedNetwork prepared, int batchSize, String from, Images images) {
    ArrayPool pool = new ArrayPool(ArrayPool.Purpose.PLAN);
    BackwardRunner runner = new BackwardRunner(prepared, batchSize, from, images, pool);
    Set<String> useful = useful(prepared.network(), from, images);
    long scratch = 0;
    long packed = 0;
    for (Step step : runner.steps) {
      BackwardOperation operation = prepared.backwardOperation(step.node.name());
      scratch = Math.max(scratch, operation.scratchFloats(batchSize));
      boolean passesOn = step.node.inputs().stream().anyMatch(useful::contains);
      packed += passesOn ? operation.packedFloats() : 0;
    }
    int nodes = prepared.network().nodes().size();
    long floats = pool.allocatedFloats() + scratch;
    return new RunnerPlan(runner.steps.size(), nodes, batchSize, floats, packed);
  }

  /** The nodes that a gradient at {@code from} passes, last first. */
  private static List<Node> order(Network network, String from, Set<String> useful) {
    Set<String> reached = new HashSet<>(Set.of(from));
    List<Node> order = new ArrayList<>(network.nodes());
    Collections.reverse(order);
    order.removeIf(
        node -> {
          boolean passed = reached.contains(node.name()) && useful.contains(node.name());
          if (passed) {
            reached.addAll(node.inputs());
          }
          return !passed;
        });
    return order;
  }

  /**
   * What a pass reads of the forward cache, in the cache's order.
   *
   * @param from the node whose gradient is given
   * @throws IllegalArgumentException if it depends on nothing wanted
   */
  public static List<KeptTensor> reads(Network network, String from, Images images) {
    Set<String> names = new HashSet<>();
    for (Node node : order(network, from, useful(network, from, images))) {
      Keep keep = node.layer().keep();
      if (keep instanceof Keep.Inputs) {
        names.addAll(node.inputs());
      } else if (keep instanceof Keep.Output) {
        names.add(node.name());
      } else if (keep instanceof Keep.Packed packed) {
        names.add(KeptTensor.packedName(node.name(), packed));
      }
    }
    return ForwardCache.of(network).stream().filter(t -> names.contains(t.name())).toList();
  }

  /** Nodes from which a gradient leads to weights, or to the images if those are wanted. */
  private static Set<String> useful(Network network, String from, Images images) {
    Set<String> useful = new HashSet<>();
    if (images == Images.WANTED) {
      useful.add(Network.INPUT);
    }
    for (Node node : network.nodes()) {
      boolean learns = !node.layer().trained(node.inputShapes()).isEmpty();
      if (learns || node.inputs().stream().anyMatch(useful::contains)) {
        useful.add(node.name());
      }
    }
    Check.that(
        useful.contains(from),
        "network %s: no weights come before node \"%s\", so there is no gradient to compute",
        network.name(),
        from);
    return useful;
  }

  private void addStep(Node node, float[] gradOutput, Set<String> useful, int[] parametersAt) {
    int inputs = node.inputs().size();
    float[][] gradInputs = new float[inputs][];
    float[][] addTo = new float[inputs][];
    List<float[]> scratch = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      String input = node.inputs().get(i);
      gradInputs[i] = new float[0];
      addTo[i] = new float[0];
      if (!useful.contains(input)) {
        continue;
      }
      gradInputs[i] = pool.take(node.inputShapes().get(i).batch(batchSize));
      float[] present = gradients.putIfAbsent(input, gradInputs[i]);
      if (present != null) {
        addTo[i] = present;
        scratch.add(gradInputs[i]);
      }
    }
    scratch.forEach(pool::giveBack);
    steps.add(new Step(node, gradOutput, gradInputs, addTo, parametersAt));
  }

  /** Floats that this runner holds: gradients, and scratch as far as it was needed until now. */
  long allocatedFloats() {
    return pool.allocatedFloats() + workspace.allocatedFloats();
  }

  /** From now on runs with other weights; see {@link NetworkRunner#use}. */
  public void use(PreparedNetwork other) {
    prepared = other;
  }

  /** Where the caller writes the gradient of the node it begins at, image after image. */
  public float[] upstream() {
    return upstream;
  }

  /**
   * Runs backward. {@link #upstream()} must be written again before the next call.
   *
   * @param n images of the batch
   * @param kept what forward kept of them
   * @param parameters gradients of the weights, added to
   */
  public void backward(int n, KeptBatch kept, float[] parameters) {
    Check.that(n > 0 && n <= batchSize, "%s images, needs 1 to %s", n, batchSize);
    for (Step step : steps) {
      run(step, n, kept, parameters);
    }
  }

  private void run(Step step, int n, KeptBatch kept, float[] parameters) {
    BackwardOperation operation = prepared.backwardOperation(step.node.name());
    operation.backward(
        n,
        keptOf(step.node, kept),
        step.gradOutput,
        step.gradInputs,
        parameters,
        step.parametersAt,
        workspace);
    for (int i = 0; i < step.addTo.length; i++) {
      if (step.addTo[i].length > 0) {
        int count = n * step.node.inputShapes().get(i).length();
        Add.forward(count, step.addTo[i], step.gradInputs[i], step.addTo[i]);
      }
    }
  }

  private static Kept keptOf(Node node, KeptBatch kept) {
    Keep keep = node.layer().keep();
    float[][] inputs = new float[0][];
    float[] output = new float[0];
    byte[] packed = new byte[0];
    if (keep instanceof Keep.Inputs) {
      inputs = node.inputs().stream().map(kept::floats).toArray(float[][]::new);
    } else if (keep instanceof Keep.Output) {
      output = kept.floats(node.name());
    } else if (keep instanceof Keep.Packed bits) {
      packed = kept.packed(KeptTensor.packedName(node.name(), bits));
    }
    return new Kept(inputs, output, packed);
  }

  /**
   * The gradient of the images of the last {@link #backward}; it may be longer than they are.
   *
   * @throws IllegalArgumentException if it was not wanted
   */
  public float[] gradInput() {
    float[] gradInput = gradients.get(Network.INPUT);
    Check.that(gradInput != null, "the gradient of the images was not wanted");
    return gradInput;
  }

  /**
   * Runs backward as {@link #backward} does, looking for the first value that is not finite.
   *
   * @return where it is, for a person: {@code "node conv2: gradient of its weights"}; empty if all
   *     is finite
   */
  public Optional<String> findNonFinite(int n, KeptBatch kept, float[] parameters) {
    ParameterLayout layout = ParameterLayout.of(prepared.network());
    if (!isFinite(upstream, 0, n * prepared.network().shapeOf(from).length())) {
      return Optional.of("node " + from + ": the gradient that comes in");
    }
    for (Step step : steps) {
      run(step, n, kept, parameters);
      String node = "node " + step.node.name() + ": ";
      for (ParameterLayout.Entry entry : layout.entries()) {
        boolean own = entry.node().equals(step.node.name());
        if (own && !isFinite(parameters, entry.at(), entry.end())) {
          return Optional.of(node + "the gradient of " + entry.name());
        }
      }
      for (int i = 0; i < step.gradInputs.length; i++) {
        int count = n * step.node.inputShapes().get(i).length();
        if (!isFinite(step.gradInputs[i], 0, Math.min(count, step.gradInputs[i].length))) {
          return Optional.of(node + "the gradient of its input");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isFinite(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }
}
