package dev.convoy.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Measures in several JVMs, one after the other: the same code, compiled anew, may come out a third
 * faster or slower.
 *
 * <p>A fork gets its class path through the environment: ONNX Runtime 1.29 crashes in a process
 * whose command line is longer than 4 KB.
 */
final class Forks {
  /** In a fork: the file to write rows to. */
  private static final String ROWS = "convoy.bench.rows";

  /**
   * Lets the C library keep what PyTorch frees. It allocates every output anew, and would else pay
   * for fresh pages each time: a third of its largest convolution.
   */
  private static final Map<String, String> KEEP_PAGES =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", String.valueOf(1 << 30),
          "MALLOC_TRIM_THRESHOLD_", String.valueOf(1L << 33));

  private Forks() {}

  /**
   * In the first JVM: all rows of all forks. In a fork: its rows, which it leaves in a file.
   *
   * @param main the class that called this, with the same words
   * @param measure what a fork does; it tells of every row as it is done
   */
  static List<Measured> rows(
      Class<?> main,
      String[] words,
      BiFunction<Settings, Consumer<Measured>, List<Measured>> measure)
      throws IOException, InterruptedException {
    Settings settings = Settings.of(words);
    String file = System.getProperty(ROWS);
    if (file != null || settings.forks() == 0) {
      List<Measured> rows = measure.apply(settings, row -> System.err.println(row.line()));
      if (file != null) {
        Files.write(Path.of(file), rows.stream().map(Measured::line).toList());
        System.exit(0); // a fork has said what it knows
      }
      return rows;
    }
    List<Measured> rows = new ArrayList<>();
    for (int fork = 1; fork <= settings.forks(); fork++) {
      System.err.printf("fork %d of %d%n", fork, settings.forks());
      rows.addAll(fork(main, words));
    }
    return rows;
  }

  private static List<Measured> fork(Class<?> main, String[] words)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("convoy-bench", ".rows");
    try {
      List<String> command = new ArrayList<>();
      command.add(
          System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      command.add("-D" + ROWS + "=" + file);
      command.add(main.getName());
      command.addAll(List.of(words));
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      builder.environment().putAll(KEEP_PAGES);
      int exit = builder.start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("fork of " + main.getName() + " ended with " + exit);
      }
      return Files.readAllLines(file).stream().map(Measured::parse).toList();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
