package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes of a graph that its outputs need, in an order in which each follows its inputs; checked
 * for names that nobody makes, that two make, and for cycles.
 */
final class GraphOrder {
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Set<String> given = new HashSet<>();
  private final List<NodeProto> order = new ArrayList<>();

  /** How far the search below has come with a node. */
  private record Visit(NodeProto node, int nextInput) {}

  private GraphOrder(GraphProto graph) {
    graph.getInputList().stream().map(ValueInfoProto::getName).forEach(given::add);
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(given::add);
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && (given.contains(output) || makers.put(output, node) != null)) {
          throw new OnnxException("%s: output \"%s\" is made twice", describe(node), output);
        }
      }
    }
    Map<NodeProto, Boolean> done = new IdentityHashMap<>(); // false while below it
    for (ValueInfoProto output : graph.getOutputList()) {
      require(output.getName(), "the graph's output");
      NodeProto maker = makers.get(output.getName());
      if (maker != null && !done.containsKey(maker)) {
        visit(maker, done);
      }
    }
  }

  /** The nodes in their order. */
  static List<NodeProto> of(GraphProto graph) {
    if (graph.getOutputCount() == 0) {
      throw new OnnxException("the graph has no output; is the file truncated?");
    }
    return new GraphOrder(graph).order;
  }

  /** Depth first without recursion: a chain of nodes may be longer than a thread's stack. */
  private void visit(NodeProto first, Map<NodeProto, Boolean> done) {
    Deque<Visit> path = new ArrayDeque<>();
    path.push(new Visit(first, 0));
    done.put(first, false);
    while (!path.isEmpty()) {
      Visit visit = path.pop();
      NodeProto node = visit.node;
      if (visit.nextInput == node.getInputCount()) {
        done.put(node, true);
        order.add(node);
        continue;
      }
      path.push(new Visit(node, visit.nextInput + 1));
      String input = node.getInput(visit.nextInput);
      if (input.isEmpty()) {
        continue; // an optional one, left out
      }
      require(input, describe(node) + ": input");
      NodeProto maker = makers.get(input);
      if (maker != null && !done.containsKey(maker)) {
        done.put(maker, false);
        path.push(new Visit(maker, 0));
      } else if (maker != null && !done.get(maker)) {
        throw new OnnxException(
            "%s: input \"%s\" depends on this very node; the graph has a cycle",
            describe(node), input);
      }
    }
  }

  private void require(String name, String what) {
    if (!given.contains(name) && !makers.containsKey(name)) {
      throw new OnnxException(
          "%s \"%s\" is made by no node, and is neither a weight nor the input; is the file truncated?",
          what, name);
    }
  }

  /** For messages: {@code node "conv1" (Conv)}. */
  static String describe(NodeProto node) {
    String name = node.getName();
    if (name.isEmpty() && node.getOutputCount() > 0) {
      name = node.getOutput(0);
    }
    return "node \"" + name + "\" (" + node.getOpType() + ")";
  }
}
