package dev.convoy.onnx.reader;

import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.network.layer.FlattenLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.PermuteLayer;
import dev.convoy.network.layer.ReshapeLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The network as far as it has been read: nodes, weights, and the copies that bring axes in order.
 */
final class NetworkBuilder {
  /** A larger activation, 1 GB for one image, is a damaged file or a mistake. */
  private static final long MOST_FLOATS = 1L << 28;

  private final Shape inputShape;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Map<String, String> copies = new HashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, String> gaveWay = new LinkedHashMap<>();
  private final Set<String> weightNames = new HashSet<>();
  private final Map<String, Integer> namesakes = new HashMap<>();

  NetworkBuilder(Shape inputShape) {
    this.inputShape = inputShape;
    checkSize(inputShape);
  }

  /** Shape of a node's array, per image. */
  Shape shape(String node) {
    return node.equals(Network.INPUT) ? inputShape : nodes.get(node).shape();
  }

  /**
   * Adds a node.
   *
   * @param wanted its name, if that is free
   * @param weightName what its arrays should be called
   * @return its name
   */
  String add(
      String wanted,
      Layer layer,
      List<String> inputs,
      String weightName,
      Map<String, Tensor> parameters) {
    List<Shape> inputShapes = inputs.stream().map(this::shape).toList();
    Shape shape = layer.outputShape(inputShapes);
    checkSize(shape);
    String name = free(wanted);
    String arrays = parameters.isEmpty() ? name : freeWeightName(weightName);
    Node node = new Node(name, layer, arrays, inputs, inputShapes, shape);
    Map<String, Shape> needed = layer.parameters(inputShapes);
    if (!needed.keySet().equals(parameters.keySet())) {
      throw new IllegalStateException(layer + " takes " + needed + ", got " + parameters.keySet());
    }
    needed.forEach((parameter, size) -> put(node, parameter, size, parameters.get(parameter)));
    nodes.put(name, node);
    return name;
  }

  private void put(Node node, String parameter, Shape needed, Tensor tensor) {
    if (!tensor.shape().equals(needed)) {
      throw new OnnxException("%s has shape %s, needs %s", parameter, tensor.shape(), needed);
    }
    float[] values = tensor.data();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new OnnxException("%s holds %s at %s; needs finite numbers", parameter, values[i], i);
      }
    }
    weights.put(node.parameterName(parameter), tensor);
  }

  private static void checkSize(Shape shape) {
    if (shape.count() > MOST_FLOATS || shape.count() == 0) {
      throw new OnnxException(
          "an activation of shape %s; needs at least one value and at most %s", shape, MOST_FLOATS);
    }
  }

  /** Notes that a node is called otherwise because an output may need its name. */
  void giveWay(String node, String output) {
    gaveWay.put(node, output);
  }

  /** Gives a node a free name; who reads it and what else it is known by follow. */
  private void rename(String node, String name) {
    List<Node> all = new ArrayList<>(nodes.values());
    nodes.clear();
    for (Node old : all) {
      List<String> inputs =
          old.inputs().stream().map(input -> input.equals(node) ? name : input).toList();
      String itsName = old.name().equals(node) ? name : old.name();
      nodes.put(
          itsName,
          new Node(itsName, old.layer(), old.weightName(), inputs, old.inputShapes(), old.shape()));
    }
    aliases.replaceAll((alias, known) -> known.equals(node) ? name : known);
    aliases.remove(name);
  }

  private String free(String wanted) {
    String name = wanted;
    while (nodes.containsKey(name) || name.equals(Network.INPUT)) {
      name = numbered(wanted);
    }
    return name;
  }

  private String freeWeightName(String wanted) {
    String name = wanted;
    while (!weightNames.add(name)) {
      name = numbered(wanted);
    }
    return name;
  }

  /** The next number behind a name: a search from 2 on would take too long for many namesakes. */
  private String numbered(String wanted) {
    return wanted + "_" + namesakes.merge(wanted, 2, (last, two) -> last + 1);
  }

  /** Gives a node, and its weights' names, to a layer that takes one parameter more. */
  void replace(String name, Layer layer, String parameter, Tensor tensor) {
    Node old = nodes.get(name);
    Node node =
        new Node(name, layer, old.weightName(), old.inputs(), old.inputShapes(), old.shape());
    put(node, parameter, layer.parameters(old.inputShapes()).get(parameter), tensor);
    nodes.put(name, node);
  }

  List<String> inputs(String node) {
    return nodes.get(node).inputs();
  }

  /** Takes a node back that nobody reads. */
  void remove(String node) {
    nodes.remove(node);
    aliases.values().removeIf(node::equals);
  }

  Layer layer(String node) {
    return node.equals(Network.INPUT) ? null : nodes.get(node).layer();
  }

  /** The array of an activation with its axes in this order, one size an axis. */
  String shaped(Activation value, int... order) {
    Layout layout = value.layout();
    String node = value.node();
    if (!layout.isStored(order)) {
      Layout.Moves moves = layout.movesTo(order);
      String apart = reshaped(node, Shape.of(moves.sizes()));
      node =
          copies.computeIfAbsent(
              apart + moves.permutation(),
              key -> addCopy(apart + "/permute", new PermuteLayer(moves.permutation()), apart));
    }
    return reshaped(node, Shape.of(IntStream.of(order).map(layout::size).toArray()));
  }

  /** The same array under other sizes. */
  String reshaped(String node, Shape shape) {
    if (shape(node).equals(shape)) {
      return node;
    }
    Layer layer = shape.rank() == 1 ? new FlattenLayer() : new ReshapeLayer(shape);
    String word = shape.rank() == 1 ? "/flatten" : "/reshape";
    String key = node + shape;
    String known = copies.get(key);
    if (known == null) {
      known = addCopy(node + word, layer, node);
      copies.put(key, known);
    }
    return known;
  }

  private String addCopy(String name, Layer layer, String input) {
    return add(name, layer, List.of(input), name, Map.of());
  }

  /** Another name under which a user may ask for a node. */
  void alias(String alias, String node) {
    if (!alias.isEmpty()) {
      aliases.put(alias, node);
    }
  }

  Network network(String name) {
    if (nodes.isEmpty()) {
      throw new OnnxException("the model computes nothing from its image");
    }
    gaveWay.forEach(
        (node, output) -> {
          if (node.equals(aliases.get(output))) { // it is the output as it lies
            rename(node, output);
          }
        });
    return new Network(name, inputShape, new ArrayList<>(nodes.values()), weights, aliases);
  }
}
