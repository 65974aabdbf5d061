package dev.convoy.bench;

import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Whole networks forward, beside the peers on the class path, which run the very same weights.
 *
 * <p>Run: {@code mvn -q -Pjmh test-compile exec:exec -Dbench=dev.convoy.bench.NetworkBenchmark
 * [-Dbench.arguments="batch=1,16"]}, with the words of {@link Settings}. Read: {@link
 * ResultTables}; times are of one call, which takes a whole batch.
 */
public final class NetworkBenchmark {
  private static final int SEED = 5;
  private static final double WARM_UP = 2; // times the seconds of a measurement

  private NetworkBenchmark() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    List<Measured> rows = Forks.rows(NetworkBenchmark.class, words, NetworkBenchmark::measure);
    Page.publish("networks", ResultTables.of(rows, "network"), Settings.of(words));
  }

  private static List<Measured> measure(Settings settings, Consumer<Measured> each) {
    List<NetworkCase> cases =
        settings.models().isEmpty()
            ? NetworkCase.published()
            : settings.models().stream().map(NetworkCase::file).toList();
    return measure(settings, cases, Peer.named(settings.peers()), each);
  }

  static List<Measured> measure(
      Settings settings, List<NetworkCase> cases, List<Peer> peers, Consumer<Measured> each) {
    Comparison comparison = new Comparison(settings.seconds(), each);
    for (NetworkCase c : cases) {
      if (!settings.wants(c.name())) {
        continue;
      }
      Network network = c.network().get();
      for (int batch : settings.batches()) {
        float[] images = images(network, batch);
        Contender ours = new OurNetwork(network, batch, images, settings.kernels());
        Rounds.bestMillis(List.of(ours), WARM_UP * settings.seconds()); // until C2 has settled
        Map<String, Contender> contenders = Comparison.ours(ours);
        for (Peer peer : peers) {
          peer.forward(network, batch, images)
              .ifPresent(theirs -> contenders.put(peer.name(), theirs));
        }
        double gigaflop = batch * gigaflop(network);
        comparison.add("batch " + batch, "all", c.name(), gigaflop, contenders);
      }
    }
    return comparison.rows();
  }

  static float[] images(Network network, int batch) {
    return ConvData.normal(network.inputShape().batch(batch), 1, new Random(SEED));
  }

  /** Of one image: 2 for every weight of a convolution or dense layer and every output pixel. */
  static double gigaflop(Network network) {
    double sum = 0;
    for (Node node : network.nodes()) {
      Shape weight = node.layer().parameters(node.inputShapes()).get("weight");
      if (weight != null) {
        sum += 2.0 * weight.count() * node.shape().count() / node.shape().c();
      }
    }
    return sum / 1e9;
  }
}
