package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.OwnJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run loads native libraries of the system, of the JDK, and those that Spark's own jars unpack
 * for compression and the network; none of ours or of what our jar brings.
 */
@Tag(OwnJvm.TAG)
@EnabledOnOs(OS.LINUX)
class NativeLibrariesIT {
  private static final List<String> SPARKS =
      List.of("libzstd-jni", "liblz4-java", "snappy-", "libsnappyjava", "libnetty_", "libhadoop");
  private static final List<Path> SYSTEM =
      List.of(Path.of("/lib"), Path.of("/lib64"), Path.of("/usr/lib"), Path.of("/usr/lib64"));
  private static final long LOOK_MILLIS = 20;

  @TempDir Path folder;

  @Test
  void aRunLoadsNoneBesideSparksAndTheJdks() throws Exception {
    Path log = folder.resolve("log.txt");
    Process run =
        OwnJvm.start(
            1,
            folder,
            log,
            "jobs/edges.yaml",
            "output={features: " + folder.resolve("f") + "}",
            "overwrite=false");
    Set<Path> loaded = new TreeSet<>();
    while (run.isAlive()) {
      loaded.addAll(librariesOf(run.pid()));
      Thread.sleep(LOOK_MILLIS);
    }
    assertThat(run.exitValue()).as(Files.readString(log)).isZero();

    Path jdk = Path.of(System.getProperty("java.home")).toRealPath();
    assertThat(loaded).anyMatch(path -> path.endsWith("libjavajpeg.so")); // photos were decoded
    assertThat(loaded).anyMatch(path -> path.toString().contains("libzstd-jni")); // and written
    assertThat(loaded)
        .filteredOn(path -> !path.startsWith(jdk))
        .filteredOn(path -> SYSTEM.stream().noneMatch(path::startsWith))
        .filteredOn(path -> SPARKS.stream().noneMatch(path.getFileName().toString()::startsWith))
        .isEmpty();
  }

  /** The libraries that are mapped into a process. */
  private static Set<Path> librariesOf(long pid) throws IOException {
    Set<Path> libraries = new TreeSet<>();
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
      lines
          .filter(line -> line.indexOf('/') > 0)
          .map(line -> line.substring(line.indexOf('/')).replace(" (deleted)", ""))
          .filter(path -> path.matches(".*\\.so[.0-9]*"))
          .map(Path::of)
          .forEach(libraries::add);
    } catch (NoSuchFileException | java.io.UncheckedIOException e) {
      // the process has just ended
    }
    return libraries;
  }
}
