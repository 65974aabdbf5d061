package dev.convoy.network;

import dev.convoy.compute.micro.Kernels;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.LogSoftmaxLayer;
import dev.convoy.network.layer.SoftmaxLayer;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network: nodes in the order they run, and their weights. Immutable.
 *
 * <p>Travels to executors once, as a broadcast; each JVM then packs the weights once for the
 * kernels in use ({@link #prepared}).
 */
public final class Network implements Serializable {
  private static final long serialVersionUID = 1;

  /** The name under which the nodes know the image. */
  public static final String INPUT = "input";

  /** The name under which a user may ask for the features that the last layer of weights reads. */
  public static final String BEFORE_CLASSIFIER = "beforeClassifier";

  private final String name;
  private final Shape inputShape;
  private final ArrayList<Node> nodes;
  private final LinkedHashMap<String, Tensor> weights;
  private final LinkedHashMap<String, String> aliases;
  private transient @Nullable Map<String, PreparedNetwork> prepared;
  private transient @Nullable String fingerprint;

  /**
   * Joins nodes and weights.
   *
   * @param name for people; not part of the fingerprint
   * @param inputShape one image, {@code [H, W, C]}
   * @param nodes in an order in which every node follows its inputs
   * @param weights by {@code node.parameter}, exactly those the nodes name, in their shapes
   */
  public Network(String name, Shape inputShape, List<Node> nodes, Map<String, Tensor> weights) {
    this(name, inputShape, nodes, weights, Map.of());
  }

  /**
   * Joins nodes and weights, with further names of nodes.
   *
   * @param aliases other names by which a user may ask for a node; those that are names of nodes
   *     themselves do not count
   */
  public Network(
      String name,
      Shape inputShape,
      List<Node> nodes,
      Map<String, Tensor> weights,
      Map<String, String> aliases) {
    this.aliases = new LinkedHashMap<>(aliases);
    this.name = name;
    this.inputShape = inputShape;
    this.nodes = new ArrayList<>(nodes);
    this.weights = new LinkedHashMap<>(weights);
  }

  public String name() {
    return name;
  }

  /** One image, {@code [H, W, C]}. */
  public Shape inputShape() {
    return inputShape;
  }

  /** All nodes in the order they run; the input is not among them. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** Weights by {@code node.parameter}. */
  public Map<String, Tensor> weights() {
    return Map.copyOf(weights);
  }

  /** Bytes of all weights. */
  public long weightBytes() {
    return weights.values().stream().mapToLong(w -> w.shape().count() * Float.BYTES).sum();
  }

  /**
   * SHA-256 of structure and weights, 64 hexadecimal digits: equal where any image gives the same
   * outputs at nodes of the same names.
   */
  public synchronized String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = Fingerprint.of(inputShape, nodes, weights);
      fingerprint = known;
    }
    return known;
  }

  /**
   * The same nodes with other weights.
   *
   * @param changed by {@code node.parameter}, in their shapes; the others stay as they are
   */
  public Network withWeights(Map<String, Tensor> changed) {
    Map<String, Tensor> all = new LinkedHashMap<>(weights);
    changed.forEach(
        (parameter, tensor) -> {
          Tensor old = all.put(parameter, tensor);
          Check.that(
              old != null && old.shape().equals(tensor.shape()),
              "network %s: no weights \"%s\" of shape %s",
              name,
              parameter,
              tensor.shape());
        });
    return new Network(name, inputShape, nodes, all, aliases);
  }

  /** Whether a node has this name or is also known by it. */
  public boolean hasNode(String node) {
    return isNode(node) || aliases.containsKey(node) || node.equals(BEFORE_CLASSIFIER);
  }

  private boolean isNode(String name) {
    return name.equals(INPUT) || nodes.stream().anyMatch(n -> n.name().equals(name));
  }

  /**
   * The node that a user means: the one of that name, the one also known by it, or for {@link
   * #BEFORE_CLASSIFIER} what the last layer of weights reads.
   *
   * @throws IllegalArgumentException if there is none
   */
  public String resolve(String name) {
    if (isNode(name)) {
      return name;
    }
    if (aliases.containsKey(name)) {
      return aliases.get(name);
    }
    Check.that(name.equals(BEFORE_CLASSIFIER), "network %s: no node \"%s\"", this.name, name);
    Node last = null;
    for (Node node : nodes) {
      boolean classifies =
          node.layer() instanceof DenseLayer || node.layer() instanceof Conv2dLayer;
      last = classifies ? node : last;
    }
    Check.that(last != null, "network %s has no layer that could be a classifier", this.name);
    return last.inputs().get(0);
  }

  /** Everything that {@link #resolve} takes, outputs first: what a user may have meant. */
  public List<String> knownNames() {
    List<String> outputs = outputs();
    Set<String> names = new LinkedHashSet<>();
    aliases.forEach(
        (alias, node) -> {
          if (outputs.contains(node)) {
            names.add(alias);
          }
        });
    names.addAll(outputs);
    names.add(BEFORE_CLASSIFIER);
    names.addAll(nodeNames());
    names.addAll(aliases.keySet());
    return List.copyOf(names);
  }

  /** Names of all nodes, in the order they run. */
  public List<String> nodeNames() {
    return nodes.stream().map(Node::name).toList();
  }

  /** Nodes that no other node reads: the network's outputs. */
  public List<String> outputs() {
    return nodes.stream()
        .map(Node::name)
        .filter(node -> nodes.stream().noneMatch(other -> other.inputs().contains(node)))
        .toList();
  }

  /** Whether this is an output of scores or probabilities, one a class. */
  public boolean isClassifier(String name) {
    String node = resolve(name);
    return outputs().contains(node)
        && (node(node).layer() instanceof DenseLayer
            || node(node).layer() instanceof SoftmaxLayer
            || node(node).layer() instanceof LogSoftmaxLayer);
  }

  /**
   * What the outputs are called outside, by node: as the model that this network came from calls
   * them, else as their nodes.
   */
  public Map<String, String> outputNames() {
    Map<String, String> names = new LinkedHashMap<>();
    outputs().forEach(node -> names.put(node, publicName(node)));
    return names;
  }

  /** What the image is called outside. */
  public String inputName() {
    return publicName(INPUT);
  }

  private String publicName(String node) {
    return aliases.entrySet().stream()
        .filter(alias -> alias.getValue().equals(node) && !isNode(alias.getKey()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(node);
  }

  /** Shape of a node's output per image; of the image itself for {@link #INPUT}. */
  public Shape shapeOf(String node) {
    String resolved = resolve(node);
    return resolved.equals(INPUT) ? inputShape : node(resolved).shape();
  }

  Node node(String node) {
    return nodes.stream()
        .filter(n -> n.name().equals(node))
        .findFirst()
        .orElseThrow(() -> Check.failure("network %s: no node \"%s\"", name, node));
  }

  /**
   * The network ready to run; packed at the first call in this JVM.
   *
   * @param kernels one of {@link PreparedNetwork#KERNEL_NAMES}
   * @throws IllegalArgumentException if this JVM cannot run those kernels
   */
  public synchronized PreparedNetwork prepared(String kernels) {
    Map<String, PreparedNetwork> ready = prepared;
    if (ready == null) {
      ready = new HashMap<>();
      prepared = ready;
    }
    return ready.computeIfAbsent(
        kernels, wanted -> new PreparedNetwork(this, Kernels.named(wanted)));
  }

  Map<String, float[]> parametersOf(Node node) {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (String parameter : node.layer().parameters(node.inputShapes()).keySet()) {
      arrays.put(parameter, weights.get(node.parameterName(parameter)).data());
    }
    return arrays;
  }
}
