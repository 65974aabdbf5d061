package dev.convoy.network;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights that learn, side by side in one array: every parameter that has a gradient, in the
 * order of the nodes. Gradients and the state of an optimizer have the same layout, so that they
 * are added, sent and stored as one piece.
 */
public final class ParameterLayout implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * One parameter.
   *
   * @param name as weight files have it: {@code conv1.weight}
   * @param node whose it is
   * @param at where it begins
   */
  public record Entry(String name, String node, Shape shape, int at) implements Serializable {
    public int end() {
      return at + shape.length();
    }
  }

  private final ArrayList<Entry> entries = new ArrayList<>();
  private final int length;

  private ParameterLayout(Network network) {
    int at = 0;
    for (Node node : network.nodes()) {
      Map<String, Shape> shapes = node.layer().parameters(node.inputShapes());
      for (String parameter : node.layer().trained(node.inputShapes())) {
        Shape shape = shapes.get(parameter);
        entries.add(new Entry(node.parameterName(parameter), node.name(), shape, at));
        at = Math.addExact(at, shape.length());
      }
    }
    this.length = at;
  }

  /**
   * The layout of a network.
   *
   * @throws ArithmeticException if the weights exceed one array
   */
  public static ParameterLayout of(Network network) {
    return new ParameterLayout(network);
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Floats of all parameters. */
  public int length() {
    return length;
  }

  /** Where the parameters of a node begin, in the order of its layer. */
  int[] offsets(String node) {
    return entries.stream().filter(e -> e.node().equals(node)).mapToInt(Entry::at).toArray();
  }

  /** The weights of a network as one array, a copy. */
  public float[] gather(Network network) {
    float[] values = new float[length];
    for (Entry entry : entries) {
      float[] weights = network.weights().get(entry.name()).data();
      System.arraycopy(weights, 0, values, entry.at(), entry.shape().length());
    }
    return values;
  }

  /** The parts of an array by name, copies. */
  public Map<String, Tensor> scatter(float[] values) {
    Check.length("parameters", values, length);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      float[] part = Arrays.copyOfRange(values, entry.at(), entry.end());
      tensors.put(entry.name(), new Tensor(entry.shape(), part));
    }
    return tensors;
  }
}
