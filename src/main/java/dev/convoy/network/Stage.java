package dev.convoy.network;

import dev.convoy.compute.Epilogue;
import dev.convoy.compute.Workspace;
import dev.convoy.network.layer.BlockwiseOperation;
import dev.convoy.network.layer.Operation;
import dev.convoy.network.layer.PartwiseOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Some steps of a network with arrays for so many images. An array serves step after step: it is
 * free again once the last step that reads it has run, unless its contents are read after the
 * stage.
 */
final class Stage {
  private final Workspace workspace;
  private final Map<String, float[]> arrays;
  private final List<Step> steps = new ArrayList<>();
  private List<Ready> ready = List.of();

  /** A node at work: the arrays it reads. */
  private record Part(String node, float[][] inputs) {}

  private record Step(FusedStep fused, float[][] inputs, List<Part> followers, float[] output) {}

  /** A step with the weights in use. */
  private record Ready(Operation operation, float[][] inputs, float[] output, Epilogue after) {}

  /**
   * Plans a stage; {@link #use} gives it weights.
   *
   * @param batchSize images per call at most
   * @param given arrays of nodes that have run before
   * @param kept nodes that are read after the stage
   */
  Stage(
      List<FusedStep> fused,
      int batchSize,
      Map<String, float[]> given,
      Collection<String> kept,
      ArrayPool pool,
      Workspace workspace) {
    this.workspace = workspace;
    this.arrays = new HashMap<>(given);
    Map<String, Integer> lastReader = lastReaders(fused);
    for (int i = 0; i < fused.size(); i++) {
      addStep(fused.get(i), batchSize, pool);
      for (Map.Entry<String, Integer> entry : lastReader.entrySet()) {
        String node = entry.getKey();
        if (entry.getValue() == i && !kept.contains(node) && !given.containsKey(node)) {
          pool.giveBack(arrays.remove(node));
        }
      }
    }
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

  /** All nodes of a step share the output's array; only the last one's values stay. */
  private void addStep(FusedStep step, int batchSize, ArrayPool pool) {
    float[] output = pool.take(step.last().shape().batch(batchSize));
    Map<String, float[]> during = new HashMap<>(arrays);
    during.put(step.first().name(), output);
    step.followers().forEach(follower -> during.put(follower.name(), output));
    List<Part> followers = step.followers().stream().map(node -> part(node, during)).toList();
    Node begin = step.before().map(FusedStep::first).orElse(step.first());
    steps.add(new Step(step, part(begin, during).inputs, followers, output));
    arrays.put(step.last().name(), output);
  }

  private static Part part(Node node, Map<String, float[]> arrays) {
    return new Part(node.name(), node.inputs().stream().map(arrays::get).toArray(float[][]::new));
  }

  /** From now on runs with these weights. */
  void use(PreparedNetwork prepared) {
    ready =
        steps.stream()
            .map(
                step ->
                    new Ready(
                        operation(step.fused, prepared),
                        step.inputs,
                        step.output,
                        epilogue(step.followers, prepared)))
            .toList();
  }

  private Operation operation(FusedStep step, PreparedNetwork prepared) {
    Operation operation = prepared.operation(step.first().name());
    if (step.before().isEmpty()) {
      return operation;
    }
    FusedStep before = step.before().get();
    float[][] self = new float[1][]; // rows of the strip, wherever they lie
    List<Part> followers =
        before.followers().stream().map(node -> new Part(node.name(), self)).toList();
    Epilogue inPlace = epilogue(followers, prepared);
    Epilogue after =
        (y, at, count) -> {
          self[0] = y;
          inPlace.apply(y, at, count);
        };
    BlockwiseOperation computes = (BlockwiseOperation) prepared.operation(before.first().name());
    return ((BlockwiseOperation) operation).behind(computes, after).orElseThrow();
  }

  private Epilogue epilogue(List<Part> followers, PreparedNetwork prepared) {
    if (followers.isEmpty()) {
      return Epilogue.NONE;
    }
    Epilogue[] each = joined(followers, prepared).toArray(Epilogue[]::new);
    return (y, at, count) -> {
      for (Epilogue one : each) {
        one.apply(y, at, count);
      }
    };
  }

  /** What each follower does, or several in one pass where they know how. */
  private List<Epilogue> joined(List<Part> followers, PreparedNetwork prepared) {
    List<Epilogue> each = new ArrayList<>();
    for (int i = 0; i < followers.size(); i++) {
      PartwiseOperation.Part part = partOf(followers.get(i), prepared);
      float[][] inputs = followers.get(i).inputs;
      while (i + 1 < followers.size()) {
        Part next = followers.get(i + 1);
        boolean twice = next.inputs.length > 1 && next.inputs[0] == next.inputs[1];
        Optional<PartwiseOperation.Part> both = part.joined(partOf(next, prepared));
        if (twice || both.isEmpty()) { // a value added to itself must be complete before
          break;
        }
        part = both.get();
        inputs = next.inputs.length > inputs.length ? next.inputs : inputs;
        i++;
      }
      PartwiseOperation.Part all = part;
      float[][] from = inputs;
      each.add((y, at, count) -> all.run(from, at, count, y, workspace));
    }
    return each;
  }

  private static PartwiseOperation.Part partOf(Part follower, PreparedNetwork prepared) {
    return ((PartwiseOperation) prepared.operation(follower.node)).part();
  }

  /** Runs the first {@code n} images. */
  void run(int n) {
    for (Ready step : ready) {
      if (step.operation instanceof BlockwiseOperation blockwise) {
        blockwise.forward(n, step.inputs, step.output, step.after, workspace);
      } else {
        step.operation.forward(n, step.inputs, step.output, workspace);
      }
    }
  }

  /** The array of a node that was given or kept. */
  float[] array(String node) {
    return arrays.get(node);
  }

  boolean has(String node) {
    return arrays.containsKey(node);
  }
}
