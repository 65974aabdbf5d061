package dev.convoy.network;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Filters written in place in a network file: a name and a matrix each, rows from top to bottom.
 *
 * <pre>
 *   filterBank:
 *     sobelX: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
 * </pre>
 *
 * <p>An entry of the matrix is a number, or a list of one number per input channel of the filter.
 *
 * @param filterH rows of every filter
 * @param filterW columns of every filter
 * @param inC channels each filter sees
 * @param filters in the order written; each {@code [filterH, filterW, inC]}
 */
record FilterBank(int filterH, int filterW, int inC, List<float[]> filters) {
  int outC() {
    return filters.size();
  }

  static FilterBank read(ConfigNode node) {
    FilterBank bank = null;
    List<float[]> filters = new ArrayList<>();
    for (Map.Entry<String, ConfigNode> entry : node.mapping().entrySet()) {
      FilterBank one = filter(entry.getValue());
      if (bank != null && !one.sizes().equals(bank.sizes())) {
        throw entry
            .getValue()
            .error("filter has shape %s, the first one %s", one.sizes(), bank.sizes());
      }
      bank = one;
      filters.add(one.filters.get(0));
    }
    if (bank == null) {
      throw node.error("has no filters");
    }
    return new FilterBank(bank.filterH, bank.filterW, bank.inC, filters);
  }

  private Shape sizes() {
    return Shape.of(filterH, filterW, inC);
  }

  private static FilterBank filter(ConfigNode matrix) {
    int filterH = matrix.list().size();
    int filterW = -1;
    int inC = -1;
    List<Float> values = new ArrayList<>();
    for (ConfigNode row : matrix.list()) {
      filterW = sameLength(row, filterW, row.list().size());
      for (ConfigNode entry : row.list()) {
        inC = sameLength(entry, inC, entry.listOrSingle().size());
        entry.listOrSingle().forEach(value -> values.add((float) value.number()));
      }
    }
    if (values.isEmpty()) {
      throw matrix.error("has no numbers");
    }
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return new FilterBank(filterH, filterW, inC, List.of(array));
  }

  private static int sameLength(ConfigNode node, int expected, int found) {
    if (expected >= 0 && found != expected) {
      throw node.error("found %s entries, the ones before have %s", found, expected);
    }
    return found;
  }

  /** All filters as one array {@code [filterH, filterW, inC, outC]}. */
  Tensor weights() {
    Tensor weights = Tensor.zeros(Shape.of(filterH, filterW, inC, outC()));
    for (int oc = 0; oc < outC(); oc++) {
      float[] filter = filters.get(oc);
      for (int i = 0; i < filter.length; i++) {
        weights.data()[i * outC() + oc] = filter[i];
      }
    }
    return weights;
  }

  /** The values of {@code bias: [..]}. */
  static Tensor bias(ConfigNode node) throws ConfigException {
    List<ConfigNode> values = node.list();
    Tensor bias = Tensor.zeros(Shape.of(values.size()));
    for (int i = 0; i < values.size(); i++) {
      bias.data()[i] = (float) values.get(i).number();
    }
    return bias;
  }
}
