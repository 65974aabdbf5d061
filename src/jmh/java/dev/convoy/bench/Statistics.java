package dev.convoy.bench;

import dev.convoy.network.Network;
import dev.convoy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Batch normalisation as training leaves it: no channel's factor is 1, none's shift 0. The factors
 * lie around a half, so that sums over shortcuts stay within range.
 */
final class Statistics {
  private static final int SEED = 11;

  private Statistics() {}

  static Network of(Network network) {
    Random random = new Random(SEED);
    Map<String, Tensor> drawn = new LinkedHashMap<>();
    network.weights().keySet().stream()
        .sorted() // the map has no order of its own
        .forEach(
            name -> {
              Tensor tensor = Tensor.zeros(network.weights().get(name).shape());
              switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "gamma" -> fill(tensor, 0.4, 0.8, random, drawn, name);
                case "variance" -> fill(tensor, 0.8, 1.4, random, drawn, name);
                case "mean", "beta" -> fill(tensor, -0.1, 0.1, random, drawn, name);
                default -> {
                  // filters and biases stay
                }
              }
            });
    return network.withWeights(drawn);
  }

  private static void fill(
      Tensor tensor, double least, double most, Random random, Map<String, Tensor> to, String as) {
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) (least + (most - least) * random.nextDouble());
    }
    to.put(as, tensor);
  }
}
