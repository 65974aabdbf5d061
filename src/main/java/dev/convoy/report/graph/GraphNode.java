package dev.convoy.report.graph;

import dev.convoy.tensor.Check;
import java.util.List;

/**
 * A node of a network, to be drawn.
 *
 * @param name unique; long ones are shortened in the drawing
 * @param kind what it does, a word
 * @param shape of its output, in words
 * @param family gives its colour
 * @param inputs indices of the nodes it reads; all come before it in their list
 */
public record GraphNode(
    String name, String kind, String shape, GraphNode.Family family, List<Integer> inputs) {
  /** Nodes that look alike: tints of Okabe and Ito's colours, which all can tell apart. */
  public enum Family {
    IMAGE("#FFFFFF", "#444444"),
    CONVOLUTION("#D9E9F6", "#0072B2"),
    DENSE("#F3DFEB", "#B0568A"),
    POOLING("#D3F0E5", "#009E73"),
    NORMALIZATION("#FAF4C8", "#A89B00"),
    ACTIVATION("#FCE8CC", "#C98500"),
    ARITHMETIC("#F9DFD0", "#D55E00"),
    JOIN("#DFF2FC", "#2E93CC"),
    SHAPE("#ECECEC", "#808080");

    final String fill;
    final String ink;

    Family(String fill, String ink) {
      this.fill = fill;
      this.ink = ink;
    }

    /** Whether such a node is drawn as a strip under the only node it reads. */
    boolean follows() {
      return this == NORMALIZATION || this == ACTIVATION;
    }
  }

  public GraphNode {
    inputs = List.copyOf(inputs);
  }

  static void check(List<GraphNode> nodes) {
    Check.that(!nodes.isEmpty(), "graph: no nodes, needed at least one");
    for (int i = 0; i < nodes.size(); i++) {
      for (int input : nodes.get(i).inputs) {
        Check.that(
            input >= 0 && input < i,
            "graph: node %s, \"%s\", reads node %s, which is not before it",
            i,
            nodes.get(i).name,
            input);
      }
    }
  }
}
