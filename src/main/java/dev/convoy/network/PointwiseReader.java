package dev.convoy.network;

import dev.convoy.compute.PointwiseFunction;
import dev.convoy.config.ConfigNode;
import dev.convoy.network.layer.PointwiseLayer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The functions of one value in a network file: their words, their numbers and the defaults. */
final class PointwiseReader {
  /** By kind: the default of each key; alpha's comes first, then beta's. */
  static final Map<String, Map<String, Float>> KINDS = new LinkedHashMap<>();

  private static final Map<String, PointwiseFunction> FUNCTIONS = new LinkedHashMap<>();

  static {
    float infinity = Float.POSITIVE_INFINITY;
    add(PointwiseFunction.CLIP, "low", -infinity, "high", infinity);
    add(PointwiseFunction.ELU, "alpha", 1f);
    add(PointwiseFunction.SELU, "alpha", 1.6732632f, "gamma", 1.0507010f);
    add(PointwiseFunction.CELU, "alpha", 1f);
    add(PointwiseFunction.HARD_SIGMOID, "alpha", 0.2f, "beta", 0.5f);
    add(PointwiseFunction.HARD_SWISH);
    add(PointwiseFunction.TANH);
    add(PointwiseFunction.SWISH);
    add(PointwiseFunction.SOFTPLUS);
    add(PointwiseFunction.SOFTSIGN);
    add(PointwiseFunction.MISH);
    add(PointwiseFunction.GELU);
  }

  private PointwiseReader() {}

  private static void add(PointwiseFunction function, Object... numbers) {
    String kind = PointwiseLayer.kindOf(function);
    Map<String, Float> defaults = new LinkedHashMap<>();
    for (int i = 0; i < numbers.length; i += 2) {
      defaults.put((String) numbers[i], (Float) numbers[i + 1]);
    }
    KINDS.put(kind, defaults);
    FUNCTIONS.put(kind, function);
  }

  static PointwiseLayer read(String kind, ConfigNode node) {
    float[] numbers = new float[2];
    int at = 0;
    for (Map.Entry<String, Float> key : KINDS.get(kind).entrySet()) {
      numbers[at++] =
          node.find(key.getKey()).map(value -> (float) value.number()).orElse(key.getValue());
    }
    return new PointwiseLayer(FUNCTIONS.get(kind), numbers[0], numbers[1]);
  }
}
