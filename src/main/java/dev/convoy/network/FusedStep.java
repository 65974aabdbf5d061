package dev.convoy.network;

import dev.convoy.network.layer.BlockwiseOperation;
import dev.convoy.network.layer.PartwiseOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes that run as one: the first finishes its output block by block, and the others go on with
 * each block while it is in the CPU's caches.
 *
 * <pre>
 *   conv2d --&gt; batchNorm --&gt; add --&gt; relu        one pass, one array
 *                             ^
 *                             | any node that has run before
 * </pre>
 *
 * <p>A node follows if it treats every pixel alone and is the only one that reads the node before
 * it, whose values nobody else wants. Fused or not, the numbers are the same.
 *
 * @param first computes
 * @param followers in their order; often none
 */
record FusedStep(Node first, List<Node> followers) {
  /** Whose values the step leaves behind. */
  Node last() {
    return followers.isEmpty() ? first : followers.get(followers.size() - 1);
  }

  /** Nodes that must have run before. */
  Set<String> inputs() {
    Set<String> inputs = new HashSet<>(first.inputs());
    followers.forEach(follower -> inputs.addAll(follower.inputs()));
    inputs.remove(first.name());
    followers.forEach(follower -> inputs.remove(follower.name()));
    return inputs;
  }

  /**
   * Joins nodes into steps. A step stands where its last node stood: by then, all it reads has run.
   *
   * @param run nodes in an order in which each follows its inputs
   * @param wanted nodes whose values must stay
   */
  static List<FusedStep> join(PreparedNetwork prepared, List<Node> run, Collection<String> wanted) {
    Map<String, List<Node>> readers = new HashMap<>();
    for (Node node : run) {
      for (String input : new HashSet<>(node.inputs())) {
        readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
      }
    }
    Set<Node> taken = new HashSet<>();
    Map<Node, FusedStep> byLast = new HashMap<>();
    for (Node node : run) {
      if (!taken.contains(node)) {
        FusedStep step = new FusedStep(node, followers(prepared, node, readers, wanted, taken));
        byLast.put(step.last(), step);
      }
    }
    return run.stream().filter(byLast::containsKey).map(byLast::get).toList();
  }

  private static List<Node> followers(
      PreparedNetwork prepared,
      Node first,
      Map<String, List<Node>> readers,
      Collection<String> wanted,
      Set<Node> taken) {
    List<Node> followers = new ArrayList<>();
    if (!(prepared.operation(first.name()) instanceof BlockwiseOperation)) {
      return followers;
    }
    Node last = first;
    while (!wanted.contains(last.name())) {
      List<Node> next = readers.getOrDefault(last.name(), List.of());
      boolean fits =
          next.size() == 1
              && prepared.operation(next.get(0).name()) instanceof PartwiseOperation
              && taken.add(next.get(0));
      if (!fits) {
        break;
      }
      last = next.get(0);
      followers.add(last);
    }
    return followers;
  }
}
