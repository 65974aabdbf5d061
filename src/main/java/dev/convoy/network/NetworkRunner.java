package dev.convoy.network;

import dev.convoy.compute.Epilogue;
import dev.convoy.compute.Workspace;
import dev.convoy.network.layer.BlockwiseOperation;
import dev.convoy.network.layer.Operation;
import dev.convoy.network.layer.PartwiseOperation;
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
  private List<Ready> ready = List.of();

  /** A node at work: the arrays it reads. */
  private record Part(String node, float[][] inputs) {}

  private record Step(Part first, List<Part> followers, float[] output) {}

  /** A step with the weights in use. */
  private record Ready(Operation operation, float[][] inputs, float[] output, Epilogue after) {}

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
    List<FusedStep> fused = FusedStep.join(prepared, run, wanted);
    Map<String, Integer> lastReader = lastReaders(fused);
    for (int i = 0; i < fused.size(); i++) {
      addStep(fused.get(i));
      for (String node : lastReader.keySet()) {
        boolean kept = wanted.contains(node) || node.equals(Network.INPUT);
        if (lastReader.get(node) == i && !kept) {
          pool.giveBack(arrays.remove(node));
        }
      }
    }
    makeReady();
  }

  private void makeReady() {
    ready =
        steps.stream()
            .map(
                step ->
                    new Ready(
                        prepared.operation(step.first.node),
                        step.first.inputs,
                        step.output,
                        epilogue(step.followers)))
            .toList();
  }

  private Epilogue epilogue(List<Part> followers) {
    if (followers.isEmpty()) {
      return Epilogue.NONE;
    }
    Epilogue[] each = followers.stream().map(this::epilogue).toArray(Epilogue[]::new);
    return (y, at, count) -> {
      for (Epilogue one : each) {
        one.apply(y, at, count);
      }
    };
  }

  private Epilogue epilogue(Part follower) {
    PartwiseOperation operation = (PartwiseOperation) prepared.operation(follower.node);
    return (y, at, count) -> operation.part().run(follower.inputs, at, count, y, workspace);
  }

  /** For every node that is read, the position of the last step that reads it. */
  private static Map<String, Integer> lastReaders(List<FusedStep> steps) {
    Map<String, Integer> lastReader = new LinkedHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (String input : steps.get(i).inputs()) {
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

  /** All nodes of a step share the output's array. */
  private void addStep(FusedStep step) {
    float[] output = pool.take(step.last().shape().batch(batchSize));
    Part first = part(step.first());
    arrays.put(step.first().name(), output);
    List<Part> followers = new ArrayList<>();
    for (Node follower : step.followers()) {
      followers.add(part(follower));
      arrays.put(follower.name(), output);
    }
    steps.add(new Step(first, followers, output));
    for (Node node : step.followers()) {
      if (node != step.last()) {
        arrays.remove(node.name());
      }
    }
    if (step.first() != step.last()) {
      arrays.remove(step.first().name());
    }
  }

  private Part part(Node node) {
    return new Part(node.name(), node.inputs().stream().map(arrays::get).toArray(float[][]::new));
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
    makeReady();
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
    for (Ready step : ready) {
      if (step.operation instanceof BlockwiseOperation blockwise) {
        blockwise.forward(n, step.inputs, step.output, step.after, workspace);
      } else {
        step.operation.forward(n, step.inputs, step.output, workspace);
      }
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
