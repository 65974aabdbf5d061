package dev.convoy.job.report;

import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.report.html.FilterSheet;
import dev.convoy.report.html.Section;
import dev.convoy.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/** The filters of the first convolution that has any to look at. */
public final class FirstFilters {
  private static final String CONVOLUTION = "conv2d";
  private static final String WEIGHT = "weight";

  private FirstFilters() {}

  /** Their section; empty where no convolution has filters of more than one tap. */
  public static Optional<Section> of(Network network) {
    return of("The first layer's filters", network, network.weights());
  }

  /**
   * The same of other arrays than the weights, for instance their gradients.
   *
   * @param arrays by the weights' names
   */
  public static Optional<Section> of(String heading, Network network, Map<String, Tensor> arrays) {
    for (Node node : network.nodes()) {
      if (node.layer().kind().equals(CONVOLUTION)) {
        String name = node.parameterName(WEIGHT);
        Tensor weights = arrays.get(name);
        if (weights != null && weights.shape().size(0) * weights.shape().size(1) > 1) {
          return Optional.of(new FilterSheet(heading, name, weights));
        }
      }
    }
    return Optional.empty();
  }
}
