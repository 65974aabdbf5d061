package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Paths as users write them, and names of files as they are: spaces, #, % and colons included. */
final class InputPaths {
  private InputPaths() {}

  /** The absolute path that a key names. */
  static Path path(ConfigNode key, Configuration conf) {
    try {
      Path path = new Path(key.string());
      return path.getFileSystem(conf).makeQualified(path);
    } catch (IOException | RuntimeException e) { // also where a file system's classes are missing
      throw key.error("%s is no usable path: %s", key.string(), reason(e));
    }
  }

  /** What lies at a path; empty where nothing does. */
  static Optional<FileStatus> find(ConfigNode key, Path path, FileSystem fs) {
    try {
      return Optional.of(fs.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw key.error("%s cannot be looked at: %s", path, reason(e));
    }
  }

  /** The file that a key names; an error where there is none, or a folder. */
  static FileStatus file(ConfigNode key, Configuration conf) {
    Path path = path(key, conf);
    FileStatus found =
        find(key, path, fileSystem(key, path, conf))
            .orElseThrow(() -> key.error("found no file %s", path));
    if (found.isDirectory()) {
      throw key.error("%s is a folder, needed a file", path);
    }
    return found;
  }

  static FileSystem fileSystem(ConfigNode key, Path path, Configuration conf) {
    try {
      return path.getFileSystem(conf);
    } catch (IOException e) {
      throw key.error("%s cannot be reached: %s", path, reason(e));
    }
  }

  /** The letters of {@code path} that follow {@code folder}. */
  static String relative(Path folder, Path path) {
    String base = folder.toUri().getPath();
    String full = path.toUri().getPath();
    return full.substring(base.equals("/") ? 1 : base.length() + 1);
  }

  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** What went wrong, for a person. */
  static String reason(Exception e) {
    String message = e.getMessage();
    String words =
        message == null || message.isBlank()
            ? e.getClass().getSimpleName()
            : message.lines().findFirst().orElse(message);
    return e instanceof FileNotFoundException ? "no such file: " + words : words;
  }
}
