package dev.convoy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A job started as a user starts it, by {@code submit.sh} on the embedded Spark. */
final class SubmittedJob implements AutoCloseable {
  private static final long LIMIT_MINUTES = 4;

  private final Process process;
  private final Path log;

  private SubmittedJob(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Lets submit.sh build what it runs, so that a job's time is its own. */
  static void build() throws IOException, InterruptedException {
    Process process =
        builder(List.of("--version")).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.waitFor()).as("submit.sh --version").isZero();
  }

  /**
   * Starts a job.
   *
   * @param log file for what it prints
   * @param words options of spark-submit, the job file, overrides
   */
  static SubmittedJob start(Path log, List<String> words) throws IOException {
    return new SubmittedJob(builder(words).redirectOutput(log.toFile()).start(), log);
  }

  private static ProcessBuilder builder(List<String> words) {
    List<String> command = new ArrayList<>(List.of("bash", "./submit.sh"));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    List.of("SPARK_HOME", "HADOOP_CONF_DIR").forEach(builder.environment()::remove);
    builder.environment().put("CONVOY_SPARK", "embedded");
    builder.environment().put("CONVOY_ARCHIVE", "off");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9} of the driver's JVM, under submit.sh. */
  void killDriver() throws Exception {
    ProcessHandle driver =
        process
            .descendants()
            .filter(child -> child.info().command().orElse("").endsWith("java"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no driver:\n" + printed()));
    driver.destroyForcibly();
    assertThat(exitCode()).as("of a driver killed by signal 9").isEqualTo(128 + 9);
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      close();
      throw new AssertionError("did not end within " + LIMIT_MINUTES + " min:\n" + printed());
    }
    return process.exitValue();
  }

  /** Waits for its end, which must be a good one; what it printed. */
  String done() throws InterruptedException {
    assertThat(exitCode()).as(printed()).isZero();
    return printed();
  }

  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and what it started. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
