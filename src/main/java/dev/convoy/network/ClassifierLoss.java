package dev.convoy.network;

import dev.convoy.compute.SoftmaxCrossEntropy;
import dev.convoy.network.layer.SoftmaxLayer;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * Softmax cross-entropy at the end of a network: where its scores are, and where its gradient
 * begins.
 *
 * <p>A network may end in scores, or in a softmax layer over them; then the gradient begins before
 * that layer, which is shorter and loses nothing.
 *
 * @param scores the node whose output is read
 * @param from the node whose gradient is set
 * @param classes values of either
 * @param normalised whether the output is one of probabilities already
 */
public record ClassifierLoss(String scores, String from, int classes, boolean normalised)
    implements Serializable {

  /**
   * The loss at a node.
   *
   * @throws IllegalArgumentException if there is no such node, or it is no vector of two or more
   */
  public static ClassifierLoss at(Network network, String name) {
    String node = network.resolve(name);
    Check.that(!node.equals(Network.INPUT), "the loss needs a node of the network, not its input");
    Shape shape = network.shapeOf(node);
    Check.that(
        shape.rank() == 1 && shape.c() >= 2,
        "softmaxCrossEntropy needs a score for each class, node \"%s\" has shape %s",
        node,
        shape);
    Node end = network.node(node);
    if (end.layer() instanceof SoftmaxLayer) {
      return new ClassifierLoss(node, end.inputs().get(0), shape.c(), true);
    }
    return new ClassifierLoss(node, node, shape.c(), false);
  }

  /**
   * The loss at the network's only output.
   *
   * @throws IllegalArgumentException if there are several, or it is no vector
   */
  public static ClassifierLoss atOutput(Network network) {
    List<String> outputs = network.outputs();
    Check.that(outputs.size() == 1, "network %s has the outputs %s", network.name(), outputs);
    return at(network, outputs.get(0));
  }

  /**
   * Losses of a batch, and the gradient of each with respect to the node {@link #from}.
   *
   * @param values float32 [n, classes], output of {@link #scores}
   * @param losses float64 [n], set
   * @param gradient float32 [n, classes], set
   */
  public void gradient(int n, float[] values, int[] labels, double[] losses, float[] gradient) {
    if (normalised) {
      SoftmaxCrossEntropy.gradientOfProbabilities(n, classes, values, labels, losses, gradient);
    } else {
      SoftmaxCrossEntropy.gradient(n, classes, values, labels, losses, gradient);
    }
  }

  /** The class of one image: that of the largest score, the first where several are. */
  public int predicted(float[] values, int image) {
    int largest = 0;
    for (int i = 1; i < classes; i++) {
      if (values[image * classes + i] > values[image * classes + largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
