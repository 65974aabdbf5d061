package dev.convoy.bench;

import dev.convoy.network.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Images per second of two threads, each with a runner of its own, against one thread: what a
 * second core is worth to an executor. The network's weights are shared, as tasks of one JVM share
 * them.
 *
 * <p>Run: {@code mvn -q -Pjmh test-compile exec:exec -Dbench=dev.convoy.bench.TwoTasksBenchmark
 * [-Dbench.arguments="cases=ResNet batch=4"]}, with the words of {@link Settings}; {@code seconds}
 * is the length of each of {@value #ROUNDS} trials. Read: the best trials, and two over one.
 */
public final class TwoTasksBenchmark {
  private static final int ROUNDS = 5;
  private static final int TASKS = 2;
  private static final String BOTH = ", two tasks";

  private TwoTasksBenchmark() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    List<Measured> rows = Forks.rows(TwoTasksBenchmark.class, words, TwoTasksBenchmark::measure);
    Page.publish("two tasks", tables(rows), Settings.of(words));
  }

  private static List<Measured> measure(Settings settings, Consumer<Measured> each) {
    return measure(settings, NetworkCase.published(), Peer.named(settings.peers()), each);
  }

  static List<Measured> measure(
      Settings settings, List<NetworkCase> cases, List<Peer> peers, Consumer<Measured> each) {
    List<Measured> rows = new ArrayList<>();
    for (NetworkCase c : cases) {
      if (settings.wants(c.name())) {
        Network network = c.network().get();
        for (int batch : settings.batches()) {
          rows.add(measure(c.name(), network, batch, settings, peers));
          each.accept(rows.get(rows.size() - 1));
        }
      }
    }
    return rows;
  }

  private static Measured measure(
      String name, Network network, int batch, Settings settings, List<Peer> peers) {
    Map<String, List<Contender>> teams = teams(network, batch, settings.kernels(), peers);
    Map<String, Double> best = new LinkedHashMap<>(); // images per second
    for (int round = 0; round < ROUNDS; round++) {
      teams.forEach(
          (team, members) -> {
            Throughput trial = new Throughput(batch, settings.seconds());
            best.merge(team, trial.of(members.subList(0, 1)), Math::max);
            best.merge(team + BOTH, trial.of(members), Math::max);
          });
    }
    teams.values().forEach(members -> members.forEach(Contender::close));
    List<Measured.Time> times = new ArrayList<>();
    best.forEach((team, rate) -> times.add(new Measured.Time(team, 1e3 / rate, 0)));
    String table = "batch " + batch;
    return new Measured(table, "all", name, NetworkBenchmark.gigaflop(network), 0, times);
  }

  private static Map<String, List<Contender>> teams(
      Network network, int batch, String kernels, List<Peer> peers) {
    float[] images = NetworkBenchmark.images(network, batch);
    Map<String, List<Contender>> teams = new LinkedHashMap<>();
    for (int task = 0; task < TASKS; task++) {
      Contender ours = new OurNetwork(network, batch, images, kernels);
      teams.computeIfAbsent(Comparison.OURS, team -> new ArrayList<>()).add(ours);
      for (Peer peer : peers) {
        peer.forward(network, batch, images)
            .ifPresent(c -> teams.computeIfAbsent(peer.name(), team -> new ArrayList<>()).add(c));
      }
    }
    return teams;
  }

  /** One table for every batch size; of several forks the best of each. */
  static String tables(List<Measured> rows) {
    StringBuilder text = new StringBuilder();
    for (String table : rows.stream().map(Measured::table).distinct().toList()) {
      Map<String, Map<String, Double>> networks = new LinkedHashMap<>();
      for (Measured row : rows) {
        if (row.table().equals(table)) {
          Map<String, Double> rates =
              networks.computeIfAbsent(row.name(), n -> new LinkedHashMap<>());
          row.times().forEach(t -> rates.merge(t.contender(), 1e3 / t.millis(), Math::max));
        }
      }
      text.append(table(table, networks)).append('\n');
    }
    return text.toString();
  }

  private static String table(String table, Map<String, Map<String, Double>> networks) {
    List<String> teams =
        networks.values().stream()
            .flatMap(rates -> rates.keySet().stream())
            .filter(team -> !team.endsWith(BOTH))
            .distinct()
            .toList();
    List<String> heads = new ArrayList<>(List.of("network, " + table));
    teams.forEach(team -> heads.addAll(List.of(team + " images/s", "two tasks", "ratio")));
    Markdown markdown = new Markdown(heads);
    networks.forEach(
        (network, rates) -> {
          List<String> cells = new ArrayList<>(List.of(network));
          for (String team : teams) {
            double one = rates.get(team);
            double two = rates.get(team + BOTH);
            cells.add(Markdown.number("%.1f", one));
            cells.add(Markdown.number("%.1f", two));
            cells.add(Markdown.number("%.2f", two / one));
          }
          markdown.row(cells);
        });
    return markdown.text();
  }
}
