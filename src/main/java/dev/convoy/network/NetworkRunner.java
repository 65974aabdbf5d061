package dev.convoy.network;

import dev.convoy.compute.Workspace;
import dev.convoy.network.layer.Operation;
import dev.convoy.tensor.Check;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a network forward, batch after batch, for one thread. An array serves node after node: it is
 * free again once the last node that reads it has run, unless its contents are wanted. Allocates
 * nothing after its making.
 *
 * <pre>
 *   runner.input()            float32 [batchSize, H, W, C]   the caller writes n images
 *   runner.forward(n)
 *   runner.output("dense1")   float32 [batchSize, ...]       the first n are set
 * </pre>
 */
public final class NetworkRunner {
  private final int batchSize;
  private final Workspace workspace;
  private final Map<String, float[]> arrays = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final ArrayPool pool = new ArrayPool();
  private PreparedNetwork prepared;

  private record Step(String node, float[][] inputs, float[] output) {}

  /**
   * A runner for the given outputs; nodes that none of them needs are not run.
   *
   * @param batchSize images per call at most
   * @param wanted names of nodes; {@link Network#INPUT} is allowed
   * @throws IllegalArgumentException for an unknown node, or a batch whose arrays exceed what Java
   *     holds
   */
  public NetworkRunner(PreparedNetwork prepared, int batchSize, Collection<String> wanted) {
    Check.that(batchSize > 0, "batch size %s, needs at least 1", batchSize);
    this.prepared = prepared;
    this.batchSize = batchSize;
    this.workspace = new Workspace(prepared.kernels());
    Network network = prepared.network();
    arrays.put(Network.INPUT, pool.take(network.inputShape().batch(batchSize)));
    Set<String> needed = needed(network, wanted);
    List<Node> run = network.nodes().stream().filter(n -> needed.contains(n.name())).toList();
    Map<String, Integer> lastReader = lastReaders(run);
    for (int i = 0; i < run.size(); i++) {
      addStep(run.get(i));
      for (String node : lastReader.keySet()) {
        boolean kept = wanted.contains(node) || node.equals(Network.INPUT);
        if (lastReader.get(node) == i && !kept) {
          pool.giveBack(arrays.remove(node));
        }
      }
    }
  }

  /** For every node that is read, the position of the last node that reads it. */
  private static Map<String, Integer> lastReaders(List<Node> run) {
    Map<String, Integer> lastReader = new LinkedHashMap<>();
    for (int i = 0; i < run.size(); i++) {
      for (String input : run.get(i).inputs()) {
        lastReader.put(input, i);
      }
    }
    return lastReader;
  }

  private static Set<String> needed(Network network, Collection<String> wanted) {
    Set<String> needed = new LinkedHashSet<>();
    for (String node : wanted) {
      Check.that(network.hasNode(node), "network %s: no node \"%s\"", network.name(), node);
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

  private void addStep(Node node) {
    float[] output = pool.take(node.shape().batch(batchSize));
    float[][] inputs = node.inputs().stream().map(arrays::get).toArray(float[][]::new);
    arrays.put(node.name(), output);
    steps.add(new Step(node.name(), inputs, output));
  }

  /** Floats that this runner holds for images and activations. */
  public long allocatedFloats() {
    return pool.allocatedFloats();
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
  }

  /** Where the caller writes images, one after the other. */
  public float[] input() {
    return arrays.get(Network.INPUT);
  }

  /**
   * Runs the first {@code n} images of {@link #input()}.
   *
   * @throws IllegalArgumentException if {@code n} is not in 1 to the batch size
   */
  public void forward(int n) {
    Check.that(n > 0 && n <= batchSize, "%s images, needs 1 to %s", n, batchSize);
    for (Step step : steps) {
      Operation operation = prepared.operation(step.node);
      operation.forward(n, step.inputs, step.output, workspace);
    }
  }

  /**
   * The array of a wanted node; the images of the last {@link #forward} come first. It may be
   * longer than they are.
   */
  public float[] output(String node) {
    float[] output = arrays.get(node);
    Check.that(output != null, "node \"%s\" was not among the wanted outputs", node);
    return output;
  }
}
