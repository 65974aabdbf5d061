package dev.convoy.onnx.writer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ONNX graph as far as it is written: nodes, and the constants that they name. */
final class GraphWriter {
  private final Network network;
  private final int opset;
  private final Map<String, Tensor> weights;
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Map<String, Tensor> floats = new LinkedHashMap<>();
  private final Map<String, long[]> integers = new LinkedHashMap<>();

  /**
   * An empty graph.
   *
   * @param publicNames by node of the network, what its value is to be called, where not as the
   *     node
   */
  GraphWriter(Network network, int opset, Map<String, String> publicNames) {
    this.network = network;
    this.opset = opset;
    this.weights = network.weights();
    values.put(Network.INPUT, Network.INPUT);
    network.nodeNames().forEach(name -> values.put(name, name));
    values.putAll(publicNames);
    names.addAll(values.values());
    names.addAll(network.nodeNames());
    names.addAll(weights.keySet());
  }

  int opset() {
    return opset;
  }

  // ---- what the network has

  /** ONNX's name of a node's value. */
  String value(String node) {
    return values.get(node);
  }

  String input(Node node) {
    return value(node.inputs().get(0));
  }

  String output(Node node) {
    return value(node.name());
  }

  Tensor weight(Node node, String parameter) {
    return weights.get(node.parameterName(parameter));
  }

  Node node(String name) {
    return network.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  List<Node> readers(String name) {
    return network.nodes().stream().filter(node -> node.inputs().contains(name)).toList();
  }

  // ---- what is written

  /** A name that nothing has yet, for a part of a node. */
  String part(Node node, String word) {
    String name = node.name() + "/" + word;
    for (int i = 2; !names.add(name); i++) {
      name = node.name() + "/" + word + "_" + i;
    }
    return name;
  }

  /** Adds an ONNX node that gives a node's value. */
  void last(Node node, String operator, List<String> inputs, AttributeProto... attributes) {
    add(node.name(), operator, output(node), inputs, attributes);
  }

  /** Adds an ONNX node that does a part of a node's work, and returns its value's name. */
  String step(
      Node node, String word, String operator, List<String> inputs, AttributeProto... attributes) {
    String name = part(node, word);
    add(name, operator, name, inputs, attributes);
    return name;
  }

  private void add(
      String name,
      String operator,
      String output,
      List<String> inputs,
      AttributeProto[] attributes) {
    nodes.add(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes))
            .build());
  }

  String transposed(Node node, String word, String input, long... order) {
    return step(node, word, "Transpose", List.of(input), Attribute.integers("perm", order));
  }

  /**
   * Weights under their own name.
   *
   * @param inOnnxOrder the same weights, as ONNX lays them out
   */
  String weights(Node node, String parameter, Tensor inOnnxOrder) {
    floats.put(node.parameterName(parameter), inOnnxOrder);
    return node.parameterName(parameter);
  }

  String vector(Node node, String parameter) {
    return weights(node, parameter, weight(node, parameter));
  }

  String constant(Node node, String word, Tensor values) {
    String name = part(node, word);
    floats.put(name, values);
    return name;
  }

  String scalar(Node node, String word, double value) {
    return constant(node, word, new Tensor(Shape.of(), new float[] {(float) value}));
  }

  String constant(Node node, String word, long... values) {
    String name = part(node, word);
    integers.put(name, values);
    return name;
  }

  List<NodeProto> nodes() {
    return nodes;
  }

  Map<String, Tensor> floats() {
    return floats;
  }

  Map<String, long[]> integers() {
    return integers;
  }
}
