package dev.convoy.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a test wants of a {@link GatedFileSystem}, as files in a folder that all JVMs see. Whoever
 * waits at a gate leaves its process id there, so that a test knows whom to kill.
 */
final class Gates {
  static final String OPEN = "open-";
  static final String CREATE = "create-";
  static final String RENAME = "rename-";
  static final String ALL = "all-";
  static final String ONCE = "once-";
  static final String RELEASE = "release-";
  static final String FAIL = "fail-";
  static final String CAPACITY = "capacity";

  private static final String HELD = "held-";

  private final Path folder;

  Gates(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  static String held(String gate) {
    return HELD + gate + "." + ProcessHandle.current().pid();
  }

  /** Options for submit.sh: the file system is known to the driver and to executors. */
  List<String> options() {
    String classes = Path.of("target/test-classes").toAbsolutePath().toString();
    return List.of(
        "--conf", "spark.driver.extraClassPath=" + classes,
        "--conf", "spark.executor.extraClassPath=" + classes,
        "--conf", "spark.hadoop.fs.gate.impl=" + GatedFileSystem.class.getName(),
        "--conf", "spark.hadoop." + GatedFileSystem.CONTROL + "=" + folder);
  }

  /** A local path as the gated file system names it. */
  static String path(Path local) {
    return "gate:" + local.toAbsolutePath();
  }

  /** Whoever comes to the gate waits until it is opened. */
  void close(String gate) throws IOException {
    Files.createFile(folder.resolve(ALL + gate));
  }

  void open(String gate) throws IOException {
    Files.delete(folder.resolve(ALL + gate));
    Optional<Path> waited = find(HELD + gate + ".");
    while (waited.isPresent()) {
      Files.delete(waited.get());
      waited = find(HELD + gate + ".");
    }
  }

  /** The first that comes waits until it is killed; others pass. */
  void holdFirst(String gate) throws IOException {
    Files.createFile(folder.resolve(ONCE + gate));
  }

  /** The first so many that come get an I/O error. */
  void fail(String gate, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      Files.createFile(folder.resolve(FAIL + gate + "." + i));
    }
  }

  /** Whether all errors ordered by {@link #fail} were met. */
  boolean allFailed(String gate) throws IOException {
    return find(FAIL + gate + ".").isEmpty() && find("done-" + FAIL + gate + ".").isPresent();
  }

  /** A JVM can write so many bytes. */
  void limitDisk(long bytes) throws IOException {
    Files.writeString(folder.resolve(CAPACITY), Long.toString(bytes));
  }

  /** Forgets everything. */
  void clear() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Waits for someone to stand at the gate, and tells its process. */
  ProcessHandle awaitHeld(String gate, SubmittedJob job) throws Exception {
    String prefix = HELD + gate + ".";
    Await.until(
        "nobody came to " + gate,
        Duration.ofMinutes(3),
        () -> find(prefix).isPresent() || !job.isAlive());
    String name =
        find(prefix)
            .orElseThrow(() -> new AssertionError("ended before " + gate + ":\n" + job.printed()))
            .getFileName()
            .toString();
    return ProcessHandle.of(Long.parseLong(name.substring(prefix.length()))).orElseThrow();
  }

  private Optional<Path> find(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).findFirst();
    }
  }
}
