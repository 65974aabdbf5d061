package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds image files by their names alone: .jpg, .jpeg, .png, upper or lower case. Files and folders
 * whose names begin with a dot or an underscore are passed over. The order is that of the relative
 * paths, letter by letter; that of a list file is its own.
 */
final class ImageFiles {
  /**
   * One image.
   *
   * @param path relative to the root; in lists maybe absolute
   * @param size bytes; -1 where only a list names it
   */
  record ImageFile(String path, long size) {}

  /**
   * What was found.
   *
   * @param root what paths are relative to
   */
  record Found(ImageRoot root, List<ImageFile> files) {}

  private static final List<String> IMAGE_ENDINGS = List.of(".jpg", ".jpeg", ".png");
  private static final List<String> LIST_ENDINGS = List.of(".txt", ".csv", ".lst");
  private static final String GLOB_LETTERS = "*?[{";

  private final ConfigNode key;
  private final FileSystem fs;
  private final List<ImageFile> files = new ArrayList<>();
  private long otherFiles;

  private ImageFiles(ConfigNode key, FileSystem fs) {
    this.key = key;
    this.fs = fs;
  }

  /** Finds what the key {@code input.images} names. */
  static Found find(ConfigNode key, Configuration conf) {
    Path path = InputPaths.path(key, conf);
    ImageFiles search = new ImageFiles(key, InputPaths.fileSystem(key, path, conf));
    try {
      return search.find(path);
    } catch (IOException e) {
      throw key.error("%s cannot be searched: %s", path, InputPaths.reason(e));
    }
  }

  private Found find(Path path) throws IOException {
    Optional<FileStatus> status = InputPaths.find(key, path, fs);
    if (status.isEmpty()) {
      if (isGlob(path)) {
        return glob(path);
      }
      throw key.error("found no file or folder %s", path);
    }
    if (status.get().isDirectory()) {
      addFolder(path, path);
      return sorted(path, "in folder " + path);
    }
    if (isList(key, path)) {
      return list(path);
    }
    ImageFile file = new ImageFile(path.getName(), status.get().getLen());
    return new Found(new ImageRoot(path.getParent(), ImageRoot.Names.FOUND), List.of(file));
  }

  private Found glob(Path pattern) throws IOException {
    Path root = rootOf(pattern);
    FileStatus[] matches = fs.globStatus(pattern);
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      if (match.isDirectory()) {
        addFolder(root, match.getPath());
      } else {
        add(root, match);
      }
    }
    return sorted(root, "that match " + pattern);
  }

  private void addFolder(Path root, Path folder) throws IOException {
    new FileWalk(folder, folder, FileWalk.Depth.ALL_BELOW)
        .files(file -> true, fs.getConf())
        .forEachRemaining(file -> add(root, file));
  }

  private void add(Path root, FileStatus file) {
    String name = file.getPath().getName();
    if (isImage(name)) {
      files.add(new ImageFile(InputPaths.relative(root, file.getPath()), file.getLen()));
    } else {
      otherFiles++;
    }
  }

  private Found sorted(Path root, String where) {
    if (files.isEmpty()) {
      throw key.error(
          "found no images (%s) %s; other files there: %s",
          String.join(", ", IMAGE_ENDINGS), where, otherFiles);
    }
    files.sort(Comparator.comparing(ImageFile::path));
    return new Found(new ImageRoot(root, ImageRoot.Names.FOUND), files);
  }

  private Found list(Path list) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(fs.open(list), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          files.add(new ImageFile(line.strip(), -1));
        }
      }
    }
    if (files.isEmpty()) {
      throw key.error("list %s names no images; needed one path per line", list);
    }
    return new Found(new ImageRoot(list.getParent(), ImageRoot.Names.LISTED), files);
  }

  static boolean isGlob(Path path) {
    return path.toUri().getPath().chars().anyMatch(letter -> GLOB_LETTERS.indexOf(letter) >= 0);
  }

  /** The folder above the first part of a path that is a pattern. */
  static Path rootOf(Path pattern) {
    Path root = pattern;
    while (isGlob(root)) {
      root = root.getParent();
    }
    return root;
  }

  /** Whether a file is one to read, by its name. */
  static boolean isImage(String name) {
    return !InputPaths.isHidden(name) && hasEnding(name, IMAGE_ENDINGS);
  }

  /**
   * Whether a single file is a list of images, or else an image.
   *
   * @throws dev.convoy.config.ConfigException if it is neither
   */
  static boolean isList(ConfigNode key, Path file) {
    if (hasEnding(file.getName(), LIST_ENDINGS)) {
      return true;
    }
    if (!hasEnding(file.getName(), IMAGE_ENDINGS)) {
      throw key.error(
          "%s is neither an image (%s) nor a list of images (%s)",
          file, String.join(", ", IMAGE_ENDINGS), String.join(", ", LIST_ENDINGS));
    }
    return false;
  }

  private static boolean hasEnding(String name, List<String> endings) {
    String lower = name.toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(lower::endsWith);
  }
}
