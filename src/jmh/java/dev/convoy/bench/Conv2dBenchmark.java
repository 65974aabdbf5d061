package dev.convoy.bench;

import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Single convolutions forward and backward, beside the peers on the class path.
 *
 * <p>Run: {@code mvn -q -Pjmh test-compile exec:exec -Dbench=dev.convoy.bench.Conv2dBenchmark
 * [-Dbench.arguments="..."]}, with the words of {@link Settings}. Backward is the gradient of
 * input, filters and bias. Read: {@link ResultTables}.
 */
public final class Conv2dBenchmark {
  private static final double WARM_UP = 0.3;

  private Conv2dBenchmark() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    List<Measured> rows = Forks.rows(Conv2dBenchmark.class, words, Conv2dBenchmark::measure);
    Page.publish("convolutions", ResultTables.of(rows, "layer"), Settings.of(words));
  }

  private static List<Measured> measure(Settings settings, Consumer<Measured> each) {
    return measure(settings, ConvCase.TABLE, Peer.named(settings.peers()), each);
  }

  /** The cases that are wanted of {@code table}. */
  static List<Measured> measure(
      Settings settings, List<ConvCase> table, List<Peer> peers, Consumer<Measured> each) {
    MicroKernels kernels = Kernels.named(settings.kernels());
    Comparison comparison = new Comparison(settings.seconds(), each);
    List<ConvCase> cases = new ArrayList<>();
    for (int batch : settings.batches()) {
      table.stream()
          .filter(c -> settings.wants(c.name() + " " + c.group().title()))
          .forEach(c -> cases.add(c.withBatch(batch)));
    }
    for (String pass : settings.passes()) {
      for (ConvCase c : cases) { // lets C2 see all shapes before the first is measured
        ConvData data = ConvData.random(c.geometry());
        Contender ours = ours(pass, c, data, kernels);
        Rounds.bestMillis(List.of(ours), WARM_UP * Math.min(1, settings.seconds()));
      }
      for (ConvCase c : cases) {
        ConvData data = ConvData.random(c.geometry());
        Map<String, Contender> contenders = Comparison.ours(ours(pass, c, data, kernels));
        for (Peer peer : peers) {
          theirs(pass, c, data, peer).ifPresent(theirs -> contenders.put(peer.name(), theirs));
        }
        int batch = c.geometry().input().n();
        double gigaflop = c.geometry().flops() / 1e9 * (pass.equals("forward") ? 1 : 2);
        String title = pass + ", batch " + batch;
        comparison.add(title, c.group().title(), c.name(), gigaflop, contenders);
      }
    }
    return comparison.rows();
  }

  static Contender ours(String pass, ConvCase c, ConvData data, MicroKernels kernels) {
    return switch (pass) {
      case "forward" -> OurConv.forward(c.geometry(), data, kernels);
      case "backward" -> OurConv.backward(c.geometry(), data, kernels);
      default -> throw new IllegalArgumentException("passes=" + pass + ": forward or backward");
    };
  }

  private static Optional<Contender> theirs(String pass, ConvCase c, ConvData data, Peer peer) {
    return pass.equals("forward") ? peer.forward(c, data) : peer.backward(c, data);
  }
}
