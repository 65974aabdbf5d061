package dev.convoy.network;

import dev.convoy.compute.ConvGeometry;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.NearestName;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a network from YAML.
 *
 * <pre>
 *   name: fashion
 *   input: [28, 28, 1]                 # height, width, channels
 *   weights: weights.npz               # beside this file; or {seed: 7}
 *   algorithm: fast                    # or direct
 *   layers:
 *     - {name: conv1, kind: conv2d, outC: 16, filter: 3, pad: same}
 *     - {name: relu1, kind: relu}
 * </pre>
 *
 * <p>A layer reads the one before it unless {@code input:} names other nodes. All shapes are worked
 * out and checked here; every error names file, line and layer.
 */
public final class NetworkFile {
  private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_/-]*");
  private static final int LARGEST_SIDE = 1 << 20;

  private final ConfigNode file;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, ConfigNode> places = new LinkedHashMap<>();

  private NetworkFile(ConfigNode file) {
    this.file = file;
  }

  /**
   * Reads a network and its weights.
   *
   * @param file the whole file
   * @param opener opens the weight file that it names
   * @throws ConfigException where anything is unknown, missing or does not fit
   */
  public static Network read(ConfigNode file, FileOpener opener) {
    return new NetworkFile(file).network(opener);
  }

  /** How images are prepared for this network, as the file says it; {@code image} reads it. */
  public static Optional<ConfigNode> preprocess(ConfigNode file) {
    return file.find("preprocess");
  }

  private Network network(FileOpener opener) {
    file.onlyKeys("name", "input", "preprocess", "weights", "algorithm", "layers");
    Shape inputShape = inputShape(file.get("input"));
    shapes.put(Network.INPUT, inputShape);
    if (file.get("layers").list().isEmpty()) {
      throw file.get("layers").error("has no layers");
    }
    ConvGeometry.Algorithm algorithm = algorithm(file);
    String previous = Network.INPUT;
    for (ConfigNode entry : file.get("layers").list()) {
      previous = addNode(entry, previous, algorithm);
    }
    Map<String, Tensor> weights =
        new WeightReader(nodes, places, opener).read(file.find("weights"));
    return new Network(file.get("name").string(), inputShape, nodes, weights);
  }

  /**
   * The same network with weights that a key names, all of them.
   *
   * @param weights an {@code .npz} file, or {@code {seed: N}}
   * @param opener opens that file
   * @throws ConfigException if weights are missing or do not fit
   */
  public static Network withWeights(Network network, ConfigNode weights, FileOpener opener) {
    Map<String, ConfigNode> places = new LinkedHashMap<>();
    network.nodes().forEach(node -> places.put(node.name(), weights));
    return network.withWeights(
        new WeightReader(network.nodes(), places, opener).read(Optional.of(weights)));
  }

  /** The key {@code algorithm} of a network or job file; the fast one where it is absent. */
  public static ConvGeometry.Algorithm algorithm(ConfigNode file) {
    String word = file.find("algorithm").map(a -> a.oneOf("fast", "direct")).orElse("fast");
    return word.equals("fast") ? ConvGeometry.Algorithm.FAST : ConvGeometry.Algorithm.DIRECT;
  }

  private static Shape inputShape(ConfigNode input) {
    List<ConfigNode> sizes = input.list();
    if (sizes.size() != 3) {
      throw input.error("found %s numbers, needed [height, width, channels]", sizes.size());
    }
    int[] shape = sizes.stream().mapToInt(size -> size.integer(1, LARGEST_SIDE)).toArray();
    return Shape.of(shape);
  }

  private String addNode(ConfigNode entry, String previous, ConvGeometry.Algorithm algorithm) {
    String name = nodeName(entry.get("name"));
    try {
      Layer layer = LayerReader.read(entry, algorithm);
      List<String> inputs = inputs(entry, previous);
      List<Shape> inputShapes = inputs.stream().map(shapes::get).toList();
      Shape shape = layer.outputShape(inputShapes);
      shape.length();
      checkChannels(entry, layer, inputShapes.get(0));
      nodes.add(new Node(name, layer, weightName(entry, name), inputs, inputShapes, shape));
      shapes.put(name, shape);
      places.put(name, entry);
      return name;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigException(entry.place() + ": layer \"" + name + "\": " + e.getMessage(), e);
    }
  }

  private String nodeName(ConfigNode node) {
    String name = node.string();
    if (!NODE_NAME.matcher(name).matches()) {
      throw node.error(
          "found \"%s\", needed a name of letters, digits, _, - and /, beginning with a letter",
          name);
    }
    if (shapes.containsKey(name)) {
      throw node.error("\"%s\" is taken; every layer needs its own name", name);
    }
    return name;
  }

  private String weightName(ConfigNode entry, String name) {
    String weightName = entry.find("weights").map(ConfigNode::string).orElse(name);
    for (Node other : nodes) {
      if (other.weightName().equals(weightName)) {
        throw entry.error(
            "layer \"%s\": weights \"%s\" belong to layer \"%s\"; every layer needs its own",
            name, weightName, other.name());
      }
    }
    return weightName;
  }

  private List<String> inputs(ConfigNode entry, String previous) {
    if (entry.find("input").isEmpty()) {
      return List.of(previous);
    }
    List<String> inputs = new ArrayList<>();
    for (ConfigNode input : entry.get("input").listOrSingle()) {
      if (!shapes.containsKey(input.string())) {
        throw input.error(
            "no layer \"%s\" before this one%s",
            input.string(), NearestName.hint(input.string(), shapes.keySet()));
      }
      inputs.add(input.string());
    }
    if (inputs.isEmpty()) {
      throw entry.get("input").error("names no layer");
    }
    return inputs;
  }

  /**
   * {@code inC:} is a statement to be checked: it makes a wrong wiring an error at its own line.
   */
  private void checkChannels(ConfigNode entry, Layer layer, Shape input) {
    boolean hasChannels = layer instanceof Conv2dLayer || layer instanceof DenseLayer;
    if (hasChannels && entry.find("inC").isPresent()) {
      int inC = entry.get("inC").integer(1, Integer.MAX_VALUE);
      if (inC != input.c()) {
        throw entry
            .get("inC")
            .error(
                "layer \"%s\": input has %s channels, filters take %s (input %s); correct \"inC\"",
                entry.get("name").string(), input.c(), inC, input);
      }
    }
  }
}
