package dev.convoy.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures cases one after the other in this JVM: Convoy and peers in turn, then the peak. */
final class Comparison {
  static final String OURS = "Convoy";

  private final double seconds;
  private final Consumer<Measured> each;
  private final MultiplyAddPeak peak = new MultiplyAddPeak();
  private final List<Measured> rows = new ArrayList<>();

  /**
   * A comparison without cases.
   *
   * @param seconds for every contender of a case
   * @param each told of every case as it is done
   */
  Comparison(double seconds, Consumer<Measured> each) {
    this.seconds = seconds;
    this.each = each;
  }

  /**
   * Measures one case and closes its contenders.
   *
   * @param gigaflop work of one run
   * @param contenders by name, {@link #OURS} first
   */
  void add(
      String table, String group, String name, double gigaflop, Map<String, Contender> contenders) {
    List<Contender> all = List.copyOf(contenders.values());
    try {
      System.gc(); // so that no earlier case's garbage is collected while this one runs
      double[] millis = Rounds.bestMillis(all, seconds);
      List<Measured.Time> times = new ArrayList<>();
      int at = 0;
      for (Map.Entry<String, Contender> one : contenders.entrySet()) {
        double difference = Difference.largest(all.get(0).outputs(), one.getValue().outputs());
        times.add(new Measured.Time(one.getKey(), millis[at++], difference));
      }
      Measured row = new Measured(table, group, name, gigaflop, peak.measureAgain(), times);
      rows.add(row);
      each.accept(row);
    } finally {
      all.forEach(Contender::close);
    }
  }

  /** All cases so far, with the largest peak of them all. */
  List<Measured> rows() {
    return rows.stream().map(row -> row.withPeak(peak.gigaflops())).toList();
  }

  /** Convoy's contender, for the others to follow. */
  static Map<String, Contender> ours(Contender contender) {
    Map<String, Contender> contenders = new LinkedHashMap<>();
    contenders.put(OURS, contender);
    return contenders;
  }
}
