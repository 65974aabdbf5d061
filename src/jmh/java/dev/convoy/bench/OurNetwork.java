package dev.convoy.bench;

import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import java.util.Arrays;
import java.util.List;

/** A network run by Convoy as a contender; output of its last node. */
final class OurNetwork implements Contender {
  private final NetworkRunner runner;
  private final String last;
  private final int batch;
  private final int outputLength;

  OurNetwork(Network network, int batch, float[] images, String kernels) {
    this.batch = batch;
    List<String> nodes = network.nodeNames();
    last = nodes.get(nodes.size() - 1);
    outputLength = network.shapeOf(last).batch(batch).length();
    runner = new NetworkRunner(network.prepared(kernels), batch, List.of(last));
    System.arraycopy(images, 0, runner.input(), 0, images.length);
  }

  @Override
  public void run() {
    runner.forward(batch);
  }

  @Override
  public List<float[]> outputs() {
    return List.of(Arrays.copyOf(runner.output(last), outputLength));
  }
}
