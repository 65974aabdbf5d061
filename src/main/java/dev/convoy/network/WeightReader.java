package dev.convoy.network;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.NearestName;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the weights of a network's nodes: written in place, by name in an {@code .npz} file, or
 * drawn from a seed; checked against the shapes the nodes need.
 */
final class WeightReader {
  private final List<Node> nodes;
  private final Map<String, ConfigNode> places;
  private final FileOpener opener;

  WeightReader(List<Node> nodes, Map<String, ConfigNode> places, FileOpener opener) {
    this.nodes = nodes;
    this.places = places;
    this.opener = opener;
  }

  Map<String, Tensor> read(Optional<ConfigNode> weights) {
    Map<String, Tensor> found = inPlace();
    if (weights.isEmpty()) {
      requireAll(found);
    } else if (weights.get().isMapping()) {
      weights.get().onlyKeys("seed");
      drawMissing(found, weights.get().get("seed").wholeNumber());
    } else {
      readMissing(found, weights.get());
    }
    return found;
  }

  private Map<String, Tensor> inPlace() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (Node node : nodes) {
      ConfigNode entry = places.get(node.name());
      if (!entry.isMapping()) {
        continue; // a node of a network that stands in no YAML file
      }
      if (entry.find("filterBank").isPresent()) {
        ConfigNode bank = entry.get("filterBank");
        put(found, bank, node, "weight", FilterBank.read(bank).weights());
      }
      if (entry.find("bias").filter(ConfigNode::isList).isPresent()) {
        put(found, entry.get("bias"), node, "bias", FilterBank.bias(entry.get("bias")));
      }
    }
    return found;
  }

  private static void put(
      Map<String, Tensor> found, ConfigNode place, Node node, String parameter, Tensor tensor) {
    Shape needed = node.layer().parameters(node.inputShapes()).get(parameter);
    if (!tensor.shape().equals(needed)) {
      throw place.error(
          "layer \"%s\": %s has shape %s, needs %s for input %s",
          node.name(), parameter, tensor.shape(), needed, node.inputShapes().get(0));
    }
    found.put(node.parameterName(parameter), tensor);
  }

  private void requireAll(Map<String, Tensor> found) {
    for (Node node : nodes) {
      for (String parameter : node.layer().parameters(node.inputShapes()).keySet()) {
        if (!found.containsKey(node.parameterName(parameter))) {
          throw new ConfigException(
              places.get(node.name()).place()
                  + ": layer \""
                  + node.name()
                  + "\": has no "
                  + parameter
                  + "; add \"weights: FILE.npz\" or \"weights: {seed: 1}\" to the network file");
        }
      }
    }
  }

  private void drawMissing(Map<String, Tensor> found, long seed) {
    for (Node node : nodes) {
      node.layer()
          .parameters(node.inputShapes())
          .forEach(
              (parameter, shape) ->
                  found.computeIfAbsent(
                      node.parameterName(parameter),
                      name -> InitialWeights.draw(name, parameter, shape, seed)));
    }
  }

  private void readMissing(Map<String, Tensor> found, ConfigNode file) {
    Map<String, NumpyArray> arrays = arrays(file);
    for (Node node : nodes) {
      for (Map.Entry<String, Shape> parameter :
          node.layer().parameters(node.inputShapes()).entrySet()) {
        String name = node.parameterName(parameter.getKey());
        if (!found.containsKey(name)) {
          found.put(name, array(file, arrays, node, name, parameter.getValue()));
        }
      }
    }
  }

  private Map<String, NumpyArray> arrays(ConfigNode file) {
    try (InputStream in = opener.open(file.string())) {
      return NpzFormat.read(in, file.string());
    } catch (IOException e) {
      throw new ConfigException(file.place() + ": \"weights\": " + e.getMessage(), e);
    }
  }

  private Tensor array(
      ConfigNode file, Map<String, NumpyArray> arrays, Node node, String name, Shape needed) {
    String where = places.get(node.name()).place() + ": layer \"" + node.name() + "\": ";
    NumpyArray array = arrays.get(name);
    if (array == null) {
      throw new ConfigException(
          where
              + file.string()
              + " has no array \""
              + name
              + "\" (needs "
              + needed
              + ")"
              + NearestName.hint(name, arrays.keySet()));
    }
    if (!array.shape().equals(needed)) {
      throw new ConfigException(
          where
              + "array \""
              + name
              + "\" of "
              + file.string()
              + " has shape "
              + array.shape()
              + ", needs "
              + needed
              + " for input "
              + node.inputShapes().get(0));
    }
    float[] values = array.floats();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ConfigException(
            where
                + "array \""
                + name
                + "\" of "
                + file.string()
                + " holds "
                + values[i]
                + " at "
                + i
                + "; needs finite numbers");
      }
    }
    return new Tensor(needed, values);
  }
}
