package dev.convoy.faults;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All bytes below a folder by file name, without what differs from run to run: the run's name
 * within names of files, what tells of its times, and the footers of Parquet files, whose lists of
 * encodings Parquet writes in any order. Two runs that did the same work have equal ones.
 */
final class FolderBytes {
  private static final Set<String> STORIES = Set.of("run.json", "report.html");

  private FolderBytes() {}

  /** A number for the bytes of every file of a finished table; fails where it is not finished. */
  static Map<String, String> ofTable(Path folder) throws IOException {
    assertThat(folder.resolve("_manifest.json")).exists();
    Map<String, String> bytes = of(folder);
    assertThat(bytes.keySet())
        .allMatch(name -> name.equals("_manifest.json") || name.endsWith(".parquet"));
    return bytes;
  }

  /** A number for the bytes of every file. */
  static Map<String, String> of(Path folder) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (STORIES.contains(file.getFileName().toString())) {
          continue;
        }
        byte[] content = Files.readAllBytes(file);
        String name = folder.relativize(file).toString().replaceAll("(part-\\d+)-\\w+", "$1");
        String before = bytes.put(name, content.length + " bytes, " + hash(name, content));
        assertThat(before).as("%s twice", name).isNull();
      }
    }
    return bytes;
  }

  private static int hash(String name, byte[] content) {
    if (!name.endsWith(".parquet")) {
      return Arrays.hashCode(content);
    }
    int footer = ByteBuffer.wrap(content).order(LITTLE_ENDIAN).getInt(content.length - 8);
    return Arrays.hashCode(Arrays.copyOf(content, content.length - 8 - footer));
  }
}
