package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import dev.convoy.OwnJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs and the SQL function load native libraries of the system, of the JDK, and those that Spark's
 * own jars unpack for compression and the network; none of ours or of what our jar brings.
 */
@Tag(OwnJvm.TAG)
@EnabledOnOs(OS.LINUX)
class NativeLibrariesIT {
  private static final List<String> SPARKS =
      List.of("libzstd-jni", "liblz4-java", "snappy-", "libsnappyjava", "libnetty_", "libhadoop");
  private static final List<Path> SYSTEM =
      List.of(Path.of("/lib"), Path.of("/lib64"), Path.of("/usr/lib"), Path.of("/usr/lib64"));
  private static final Path JDK = jdk();

  @TempDir Path folder;

  @Test
  void aRunLoadsNoneBesideSparksAndTheJdks() throws Exception {
    Path log = folder.resolve("log.txt");
    Process run = OwnJvm.startMain(EverythingOnce.class, folder, log, folder.toString());
    assertThat(run.waitFor()).as(Files.readString(log)).isZero();

    Set<Path> loaded = libraries(folder.resolve(EverythingOnce.MAPS));
    assertThat(loaded).anyMatch(path -> path.endsWith("libjavajpeg.so")); // photos were decoded
    assertThat(loaded).anyMatch(path -> path.toString().contains("libzstd-jni")); // and written
    assertThat(folder.resolve("train/curves.svg")).exists();
    assertThat(loaded).filteredOn(NativeLibrariesIT::isForeign).isEmpty();
  }

  /** ONNX Runtime, which tests compare with, is such a library. */
  @Test
  void aLibraryOfAnotherKindWouldBeSeen() throws IOException {
    OrtEnvironment.getEnvironment();
    assertThat(libraries(Path.of("/proc/self/maps")))
        .filteredOn(NativeLibrariesIT::isForeign)
        .anyMatch(path -> path.toString().contains("onnxruntime"));
  }

  private static boolean isForeign(Path library) {
    return !library.startsWith(JDK)
        && SYSTEM.stream().noneMatch(library::startsWith)
        && SPARKS.stream().noneMatch(library.getFileName().toString()::startsWith);
  }

  /** The libraries among the files that are mapped into a process. */
  private static Set<Path> libraries(Path maps) throws IOException {
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .filter(line -> line.indexOf('/') > 0)
          .map(line -> line.substring(line.indexOf('/')).replace(" (deleted)", ""))
          .filter(path -> path.matches(".*\\.so[.0-9]*"))
          .map(Path::of)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Path jdk() {
    try {
      return Path.of(System.getProperty("java.home")).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
