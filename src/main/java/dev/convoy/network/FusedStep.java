package dev.convoy.network;

import dev.convoy.compute.Epilogue;
import dev.convoy.network.layer.BlockwiseOperation;
import dev.convoy.network.layer.PartwiseOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 * it, whose values nobody else wants. In the same way a whole step goes before another one, where
 * the two can run strip by strip. Fused or not, the numbers are the same.
 *
 * @param before computes the only input of {@code first}; often there is none
 * @param first computes
 * @param followers in their order; often none
 */
record FusedStep(Optional<FusedStep> before, Node first, List<Node> followers) {
  /** Whose values the step leaves behind. */
  Node last() {
    return followers.isEmpty() ? first : followers.get(followers.size() - 1);
  }

  /** Floats that one image takes before and after the step. */
  long imageFloats() {
    Node begin = before.map(FusedStep::first).orElse(first);
    return begin.inputShapes().stream().mapToLong(shape -> shape.length()).sum()
        + last().shape().length();
  }

  long weightFloats() {
    return before.map(FusedStep::weightFloats).orElse(0L)
        + first.layer().parameters(first.inputShapes()).values().stream()
            .mapToLong(shape -> shape.length())
            .sum();
  }

  /** Nodes that must have run before. */
  Set<String> inputs() {
    Set<String> inputs = new HashSet<>(first.inputs());
    followers.forEach(follower -> inputs.addAll(follower.inputs()));
    inputs.remove(first.name());
    followers.forEach(follower -> inputs.remove(follower.name()));
    before.ifPresent(
        step -> {
          inputs.remove(step.last().name());
          inputs.addAll(step.inputs());
        });
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
        List<Node> followers = followers(prepared, node, readers, wanted, taken);
        FusedStep step = new FusedStep(Optional.empty(), node, followers);
        byLast.put(step.last(), step);
      }
    }
    for (FusedStep step : List.copyOf(byLast.values())) {
      Node next = onlyReader(step.last(), readers, wanted);
      if (next != null && goesBefore(prepared, step, next)) {
        byLast.remove(step.last());
        byLast.replaceAll(
            (last, other) ->
                other.first == next
                    ? new FusedStep(Optional.of(step), next, other.followers)
                    : other);
      }
    }
    return run.stream().filter(byLast::containsKey).map(byLast::get).toList();
  }

  private static @Nullable Node onlyReader(
      Node node, Map<String, List<Node>> readers, Collection<String> wanted) {
    List<Node> next = readers.getOrDefault(node.name(), List.of());
    return next.size() == 1 && !wanted.contains(node.name()) ? next.get(0) : null;
  }

  private static boolean goesBefore(PreparedNetwork prepared, FusedStep step, Node next) {
    return step.followers.stream().allMatch(follower -> follower.inputs().size() == 1)
        && prepared.operation(step.first.name()) instanceof BlockwiseOperation computes
        && prepared.operation(next.name()) instanceof BlockwiseOperation then
        && then.behind(computes, Epilogue.NONE).isPresent();
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
    for (Node next = onlyReader(last, readers, wanted);
        next != null
            && prepared.operation(next.name()) instanceof PartwiseOperation
            && taken.add(next);
        next = onlyReader(last, readers, wanted)) {
      last = next;
      followers.add(last);
    }
    return followers;
  }
}
