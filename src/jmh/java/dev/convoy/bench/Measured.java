package dev.convoy.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One case as one JVM measured it.
 *
 * @param table which table it belongs to: {@code forward, batch 1}
 * @param group which rows it is averaged with
 * @param name the row
 * @param gigaflop work of a run, as direct convolution counts it
 * @param peak multiply-add peak of this JVM, GFLOP/s
 * @param times of Convoy, then of every peer
 */
public record Measured(
    String table, String group, String name, double gigaflop, double peak, List<Time> times) {
  private static final String BETWEEN = "\t";
  private static final int WORDS_BEFORE_TIMES = 5;
  private static final int WORDS_OF_TIME = 3;

  /**
   * One contender.
   *
   * @param millis best run
   * @param difference largest to Convoy's output, as a part of the largest output
   */
  public record Time(String contender, double millis, double difference) {}

  /** Across forks: everything but what was measured. */
  record Key(String table, String group, String name) {}

  Key key() {
    return new Key(table, group, name);
  }

  Measured withPeak(double gigaflops) {
    return new Measured(table, group, name, gigaflop, gigaflops, times);
  }

  /** One line, from one JVM to the other. */
  String line() {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(table, group, name));
    words.addAll(List.of("" + gigaflop, "" + peak));
    for (Time time : times) {
      words.addAll(List.of(time.contender, "" + time.millis, "" + time.difference));
    }
    return String.join(BETWEEN, words);
  }

  static Measured parse(String line) {
    String[] words = line.split(BETWEEN);
    List<Time> times = new ArrayList<>();
    for (int at = WORDS_BEFORE_TIMES; at < words.length; at += WORDS_OF_TIME) {
      double millis = Double.parseDouble(words[at + 1]);
      times.add(new Time(words[at], millis, Double.parseDouble(words[at + 2])));
    }
    return new Measured(
        words[0],
        words[1],
        words[2],
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        times);
  }
}
