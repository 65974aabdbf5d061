package dev.convoy.job.describe;

import dev.convoy.network.ForwardCache;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to say about a node.
 *
 * @param kind of its layer, as network files name it
 * @param inputs names of the nodes it reads; none for the image
 * @param shape of its output, per image
 * @param parameters numbers of its weights
 * @param flops of an image's forward
 * @param cacheBytes that a forward cache keeps of it for an image
 */
record NodeRow(
    String name,
    String kind,
    List<String> inputs,
    Shape shape,
    long parameters,
    long flops,
    long cacheBytes) {
  /** All nodes in the order they run, the image first. */
  static List<NodeRow> of(Network network) {
    Map<String, Long> kept = new HashMap<>();
    for (KeptTensor tensor : ForwardCache.of(network)) {
      kept.merge(tensor.node(), tensor.byteCount(), Long::sum);
    }
    List<NodeRow> rows = new ArrayList<>();
    String image = Network.INPUT;
    rows.add(
        new NodeRow(
            image, "image", List.of(), network.inputShape(), 0, 0, kept.getOrDefault(image, 0L)));
    for (Node node : network.nodes()) {
      List<Shape> inputs = node.inputShapes();
      long parameters =
          node.layer().parameters(inputs).values().stream().mapToLong(Shape::count).sum();
      rows.add(
          new NodeRow(
              node.name(),
              node.layer().kind(),
              node.inputs(),
              node.shape(),
              parameters,
              node.layer().flops(inputs),
              kept.getOrDefault(node.name(), 0L)));
    }
    return rows;
  }
}
