package dev.convoy.network;

import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.network.layer.BackwardOperation;
import dev.convoy.network.layer.Operation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network with its weights packed for one kind of kernels; shared by all threads of a JVM. */
public final class PreparedNetwork {
  /** Names of the kernels a user may ask for. */
  public static final List<String> KERNEL_NAMES = Kernels.NAMES;

  private final Network network;
  private final MicroKernels kernels;
  private final Map<String, Operation> operations = new LinkedHashMap<>();
  private final Map<String, BackwardOperation> backward = new HashMap<>();

  PreparedNetwork(Network network, MicroKernels kernels) {
    this.network = network;
    this.kernels = kernels;
    for (Node node : network.nodes()) {
      operations.put(
          node.name(),
          node.layer().prepare(node.inputShapes(), network.parametersOf(node), kernels));
    }
  }

  public Network network() {
    return network;
  }

  MicroKernels kernels() {
    return kernels;
  }

  Operation operation(String node) {
    return operations.get(node);
  }

  /** Packed at the first call: forward alone does not need it. */
  synchronized BackwardOperation backwardOperation(String name) {
    return backward.computeIfAbsent(
        name,
        key -> {
          Node node = network.node(key);
          Map<String, float[]> parameters = network.parametersOf(node);
          return node.layer().prepareBackward(node.inputShapes(), parameters, kernels);
        });
  }

  /** The kernels in use, for the log. */
  public String describeKernels() {
    return kernels.describe();
  }
}
