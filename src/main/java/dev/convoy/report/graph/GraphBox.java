package dev.convoy.report.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is drawn as one: a node, and under it the normalisations and activations that alone read it.
 *
 * @param nodes the first is the head; each of the others reads only the one before it
 * @param inputs indices of the boxes that the head reads, each once
 */
record GraphBox(List<GraphNode> nodes, List<Integer> inputs) {
  /** The boxes of a network, in an order in which each follows its inputs. */
  static List<GraphBox> of(List<GraphNode> nodes) {
    int[] readers = new int[nodes.size()];
    nodes.forEach(node -> node.inputs().forEach(input -> readers[input]++));
    int[] boxOf = new int[nodes.size()];
    List<List<GraphNode>> members = new ArrayList<>();
    List<List<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      GraphNode node = nodes.get(i);
      boolean follows =
          node.family().follows()
              && node.inputs().size() == 1
              && readers[node.inputs().get(0)] == 1
              && nodes.get(node.inputs().get(0)).family() != GraphNode.Family.IMAGE;
      if (follows) {
        boxOf[i] = boxOf[node.inputs().get(0)];
      } else {
        boxOf[i] = members.size();
        members.add(new ArrayList<>());
        Set<Integer> read = new LinkedHashSet<>();
        node.inputs().forEach(input -> read.add(boxOf[input]));
        inputs.add(new ArrayList<>(read));
      }
      members.get(boxOf[i]).add(node);
    }
    List<GraphBox> boxes = new ArrayList<>();
    for (int box = 0; box < members.size(); box++) {
      boxes.add(new GraphBox(members.get(box), inputs.get(box)));
    }
    return boxes;
  }
}
