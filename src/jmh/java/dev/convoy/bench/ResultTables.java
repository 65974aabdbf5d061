package dev.convoy.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Rows of all forks as Markdown.
 *
 * <pre>
 *   ms          Convoy's best run in any fork, and the median over the forks of each one's best
 *   GFLOP/s     work of direct convolution / best time; Winograd may pass the peak
 *   of peak     the same as a part of the multiply-add peak of the same run
 *   ratio       a peer's time / Convoy's, above 1 where Convoy is faster: best / best, and median / median
 *   difference  largest between the outputs, as a part of the largest output
 * </pre>
 */
final class ResultTables {
  private final Map<Measured.Key, List<Measured>> byKey = new LinkedHashMap<>();
  private final List<String> peers = new ArrayList<>();
  private final String rowTitle;

  private ResultTables(List<Measured> rows, String rowTitle) {
    this.rowTitle = rowTitle;
    for (Measured row : rows) {
      byKey.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row);
      row.times().stream()
          .map(Measured.Time::contender)
          .filter(name -> !name.equals(Comparison.OURS) && !peers.contains(name))
          .forEach(peers::add);
    }
  }

  /** One table for every {@link Measured#table}, each followed by the means of its groups. */
  static String of(List<Measured> rows, String rowTitle) {
    ResultTables tables = new ResultTables(rows, rowTitle);
    StringBuilder text = new StringBuilder();
    tables.byKey.keySet().stream()
        .map(Measured.Key::table)
        .distinct()
        .forEach(table -> text.append(tables.table(table)));
    double peak = rows.stream().mapToDouble(Measured::peak).max().orElse(0);
    return text.append(
            Markdown.number("Multiply-add peak of one core in this run: %.1f GFLOP/s.%n", peak))
        .toString();
  }

  private String table(String table) {
    List<Measured.Key> keys =
        byKey.keySet().stream().filter(key -> key.table().equals(table)).toList();
    List<String> here =
        peers.stream().filter(peer -> keys.stream().anyMatch(key -> has(key, peer))).toList();
    Markdown rows = new Markdown(heads(table, here));
    keys.forEach(key -> rows.row(row(key, here)));
    String text = rows.text() + "\n";
    return here.isEmpty() ? text : text + means(table, keys, here).text() + "\n";
  }

  private List<String> heads(String table, List<String> here) {
    List<String> heads =
        new ArrayList<>(List.of(rowTitle + ", " + table, "ms", "GFLOP/s", "of peak"));
    for (String peer : here) {
      heads.addAll(List.of(peer + " ms", "ratio", "difference"));
    }
    return heads;
  }

  private List<String> row(Measured.Key key, List<String> here) {
    Measured one = byKey.get(key).get(0);
    double best = best(key, Comparison.OURS);
    double rate = one.gigaflop() / best * 1e3;
    double peak = byKey.get(key).stream().mapToDouble(Measured::peak).max().orElseThrow();
    List<String> cells = new ArrayList<>();
    cells.add(key.name());
    cells.add(pair(best, median(key, Comparison.OURS)));
    cells.add(Markdown.number("%.0f", rate));
    cells.add(Markdown.number("%.2f", rate / peak));
    for (String peer : here) {
      if (has(key, peer)) {
        cells.add(pair(best(key, peer), median(key, peer)));
        cells.add(pair(bestRatio(key, peer), medianRatio(key, peer)));
        cells.add(Markdown.number("%.0e", worst(key, peer)));
      } else {
        cells.addAll(List.of("", "", ""));
      }
    }
    return cells;
  }

  private Markdown means(String table, List<Measured.Key> keys, List<String> here) {
    List<String> heads = new ArrayList<>(List.of("geometric mean, " + table));
    here.forEach(peer -> heads.addAll(List.of("ratio to " + peer, "least")));
    Markdown means = new Markdown(heads);
    for (String group : keys.stream().map(Measured.Key::group).distinct().toList()) {
      List<String> cells = new ArrayList<>(List.of(group));
      for (String peer : here) {
        List<Measured.Key> both =
            keys.stream().filter(key -> key.group().equals(group) && has(key, peer)).toList();
        double best = mean(both, key -> bestRatio(key, peer));
        double median = mean(both, key -> medianRatio(key, peer));
        cells.add(pair(best, median));
        cells.add(
            pair(
                both.stream().mapToDouble(key -> bestRatio(key, peer)).min().orElse(Double.NaN),
                both.stream().mapToDouble(key -> medianRatio(key, peer)).min().orElse(Double.NaN)));
      }
      means.row(cells);
    }
    return means;
  }

  private static double mean(List<Measured.Key> keys, ToDoubleFunction<Measured.Key> ratio) {
    double logs = keys.stream().mapToDouble(key -> Math.log(ratio.applyAsDouble(key))).sum();
    return Math.exp(logs / keys.size());
  }

  private boolean has(Measured.Key key, String contender) {
    return times(key, contender).length > 0;
  }

  private double bestRatio(Measured.Key key, String peer) {
    return best(key, peer) / best(key, Comparison.OURS);
  }

  private double medianRatio(Measured.Key key, String peer) {
    return median(key, peer) / median(key, Comparison.OURS);
  }

  private double best(Measured.Key key, String contender) {
    return times(key, contender)[0];
  }

  private double median(Measured.Key key, String contender) {
    double[] sorted = times(key, contender);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Of every fork, in ascending order. */
  private double[] times(Measured.Key key, String contender) {
    double[] times =
        byKey.get(key).stream()
            .flatMap(row -> row.times().stream())
            .filter(time -> time.contender().equals(contender))
            .mapToDouble(Measured.Time::millis)
            .toArray();
    Arrays.sort(times);
    return times;
  }

  private double worst(Measured.Key key, String contender) {
    return byKey.get(key).stream()
        .flatMap(row -> row.times().stream())
        .filter(time -> time.contender().equals(contender))
        .mapToDouble(Measured.Time::difference)
        .max()
        .orElse(Double.NaN);
  }

  /** Best, and median in brackets. */
  private static String pair(double best, double median) {
    String digits = best < 10 ? "%.2f" : best < 100 ? "%.1f" : "%.0f";
    return Markdown.number(digits + " (" + digits + ")", best, median);
  }
}
