package dev.convoy.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All benchmarks of the compute core, one after the other: about half an hour.
 *
 * <p>Run: {@code mvn -q -Pjmh test-compile exec:exec [-Dbench.arguments="..."]}, with the words of
 * {@link Settings}; {@code into=docs/bench} puts the tables into the pages there.
 */
public final class AllBenchmarks {
  private static final String INTO = "into=";

  private AllBenchmarks() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    Conv2dBenchmark.main(with(words, "convolution.md", "batch=1"));
    NetworkBenchmark.main(with(words, "networks.md", "batch=1,16"));
    TwoTasksBenchmark.main(with(words, "networks.md", "batch=4"));
  }

  /** The user's words after our own, so that they win. */
  private static String[] with(String[] words, String page, String ours) {
    List<String> all = new ArrayList<>(List.of(ours));
    for (String word : words) {
      all.add(word.startsWith(INTO) ? word + "/" + page : word);
    }
    return all.toArray(String[]::new);
  }
}
