package dev.convoy.job.describe;

import dev.convoy.report.graph.GraphNode;
import dev.convoy.report.graph.GraphNode.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A network's nodes as {@code report} draws them. */
final class NetworkGraph {
  private NetworkGraph() {}

  static List<GraphNode> of(List<NodeRow> rows) {
    Map<String, Integer> indices = new HashMap<>();
    List<GraphNode> nodes = new ArrayList<>();
    for (NodeRow row : rows) {
      List<Integer> inputs = row.inputs().stream().map(indices::get).toList();
      indices.put(row.name(), nodes.size());
      nodes.add(
          new GraphNode(
              row.name(), row.kind(), row.shape().toString(), family(row.kind()), inputs));
    }
    return nodes;
  }

  /** By its kind's word; what is none of these is a function of one value. */
  private static Family family(String kind) {
    return switch (kind) {
      case "image" -> Family.IMAGE;
      case "conv2d", "convTranspose2d" -> Family.CONVOLUTION;
      case "dense" -> Family.DENSE;
      case "maxPool2d", "averagePool2d", "globalAveragePool", "globalMaxPool", "reduce" ->
          Family.POOLING;
      case "batchNorm", "layerNorm", "groupNorm", "instanceNorm", "localResponseNorm" ->
          Family.NORMALIZATION;
      case "add",
          "subtract",
          "multiply",
          "divide",
          "minimum",
          "maximum",
          "power",
          "constantArithmetic" ->
          Family.ARITHMETIC;
      case "concat" -> Family.JOIN;
      case "flatten", "reshape", "permute", "slice", "take", "pad", "pad2d", "resize" ->
          Family.SHAPE;
      default -> Family.ACTIVATION;
    };
  }

  /** What stands under the title. */
  static String subtitle(List<NodeRow> rows) {
    return String.format(
        Locale.ROOT,
        "%d nodes, %,d weights, %s an image",
        rows.size() - 1,
        rows.stream().mapToLong(NodeRow::parameters).sum(),
        Description.work(rows.stream().mapToLong(NodeRow::flops).sum()));
  }
}
