package dev.convoy.network;

import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.network.layer.Operation;
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

  /** The kernels in use, for the log. */
  public String describeKernels() {
    return kernels.describe();
  }
}
