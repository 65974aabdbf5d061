package dev.convoy.network;

import dev.convoy.network.layer.Layer;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer of a network at its place in the graph.
 *
 * @param name unique in the network
 * @param layer what it computes
 * @param weightName what its arrays are called in weight files, before the dot; by default its name
 * @param inputs names of the nodes it reads, {@link Network#INPUT} for the image
 * @param inputShapes their shapes, per image
 * @param shape of its output, per image
 */
public record Node(
    String name,
    Layer layer,
    String weightName,
    List<String> inputs,
    List<Shape> inputShapes,
    Shape shape)
    implements Serializable {
  public Node {
    inputs = new ArrayList<>(inputs);
    inputShapes = new ArrayList<>(inputShapes);
  }

  /** The weight array of this node called {@code parameter}, as weight files name it. */
  public String parameterName(String parameter) {
    return weightName + "." + parameter;
  }
}
