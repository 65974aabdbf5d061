package dev.convoy.network;

import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;

/**
 * Draws weights to begin with: He's normal distribution for filters, zeros for biases, the identity
 * for normalisations and constants, a quarter for the slopes of rectifiers. The same seed gives the
 * same weights on any JVM, and every array has its own stream, so that adding a layer does not
 * change the others.
 *
 * @see <a href="https://arxiv.org/abs/1502.01852">He et al. 2015, section 2.2</a>
 */
final class InitialWeights {
  private InitialWeights() {}

  static Tensor draw(String name, String parameter, Shape shape, long seed) {
    Tensor tensor = Tensor.zeros(shape);
    switch (parameter) {
      case "weight" -> fillNormal(tensor, seed * 1_000_003 + name.hashCode());
      case "slope" -> Arrays.fill(tensor.data(), 0.25f);
      case "gamma", "variance", "scale", "value" -> Arrays.fill(tensor.data(), 1f);
      default -> {
        // bias, beta, mean and shift begin at zero
      }
    }
    return tensor;
  }

  private static void fillNormal(Tensor tensor, long seed) {
    Random random = new Random(seed);
    double inputsPerOutput = (double) tensor.shape().count() / tensor.shape().c();
    double deviation = Math.sqrt(2 / inputsPerOutput);
    float[] values = tensor.data();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
  }
}
