package dev.convoy.onnx.writer;

import dev.convoy.KernelsUnderTest;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.network.Node;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.ReshapeLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Networks of a few layers with random weights, for the writer's tests. */
final class SmallNetworks {
  private static final long SEED = 20;

  private final Shape image;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Random random = new Random(SEED);

  SmallNetworks(Shape image) {
    this.image = image;
  }

  /**
   * A layer alone. Inputs that are no image are the image under another shape.
   *
   * @param input shape of each of the layer's inputs
   */
  static Network of(Layer layer, Shape input) {
    Shape image = input.rank() == 3 ? input : Shape.of(1, 1, input.length());
    SmallNetworks network = new SmallNetworks(image);
    String x = Network.INPUT;
    if (input.rank() != 3) {
      network.add("shaped", new ReshapeLayer(input), x);
      x = "shaped";
    }
    return network.add("y", layer, x).network();
  }

  private Shape shape(String node) {
    return nodes.stream()
        .filter(n -> n.name().equals(node))
        .map(Node::shape)
        .findFirst()
        .orElse(image);
  }

  SmallNetworks add(String name, Layer layer, String... inputs) {
    List<Shape> shapes = new ArrayList<>();
    for (String input : inputs) {
      shapes.add(shape(input));
    }
    Shape output = layer.outputShape(shapes);
    Node node = new Node(name, layer, name, List.of(inputs), shapes, output);
    layer
        .parameters(shapes)
        .forEach((parameter, s) -> weights.put(node.parameterName(parameter), some(parameter, s)));
    nodes.add(node);
    return this;
  }

  /** Variances and bases of powers must be above 0; all others are around it. */
  private Tensor some(String parameter, Shape shape) {
    float[] values = new float[shape.length()];
    boolean positive = parameter.equals("variance") || parameter.equals("value");
    for (int i = 0; i < values.length; i++) {
      values[i] = positive ? 0.5f + random.nextFloat() : (float) random.nextGaussian();
    }
    return new Tensor(shape, values);
  }

  Network network() {
    return new Network("small", image, nodes, weights);
  }

  static float[] images(Network network, int n) {
    Random random = new Random(SEED);
    float[] images = new float[n * network.inputShape().length()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  /** All outputs of a network, by name. */
  static Map<String, float[]> run(Network network, List<String> names, int n, float[] images) {
    NetworkRunner runner = new NetworkRunner(network.prepared(KernelsUnderTest.name()), n, names);
    System.arraycopy(images, 0, runner.input(), 0, images.length);
    runner.forward(n);
    Map<String, float[]> outputs = new LinkedHashMap<>();
    for (String name : names) {
      float[] values = new float[n * network.shapeOf(name).length()];
      System.arraycopy(runner.output(name), 0, values, 0, values.length);
      outputs.put(name, values);
    }
    return outputs;
  }
}
