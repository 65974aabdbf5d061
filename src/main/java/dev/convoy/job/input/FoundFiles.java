package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Finds image files by tasks, by the same rules as {@link ImageFiles}: folders are listed beside
 * each other, and no list of all files is held anywhere. Patterns alone are matched on the driver.
 *
 * @param key {@code input.images}, for errors
 * @param path what it names
 * @param root what paths are relative to
 */
record FoundFiles(ConfigNode key, Path path, Path root, Kind kind) {
  /** What a path names. */
  enum Kind {
    FOLDER,
    PATTERN,
    LIST,
    IMAGE
  }

  private static final int WALKS_PER_CORE = 8;

  /**
   * Looks at what the key names, not into it.
   *
   * @throws dev.convoy.config.ConfigException if it names nothing, or a file of another kind
   */
  static FoundFiles open(ConfigNode key, Configuration conf) {
    Path path = InputPaths.path(key, conf);
    FileSystem fs = InputPaths.fileSystem(key, path, conf);
    FileStatus status = InputPaths.find(key, path, fs).orElse(null);
    if (status == null) {
      if (ImageFiles.isGlob(path)) {
        return new FoundFiles(key, path, ImageFiles.rootOf(path), Kind.PATTERN);
      }
      throw key.error("found no file or folder %s", path);
    }
    if (status.isDirectory()) {
      return new FoundFiles(key, path, path, Kind.FOLDER);
    }
    Kind kind = ImageFiles.isList(key, path) ? Kind.LIST : Kind.IMAGE;
    return new FoundFiles(key, path, path.getParent(), kind);
  }

  /** What the paths of the files are relative to. */
  ImageRoot imageRoot() {
    return new ImageRoot(root, kind == Kind.LIST ? ImageRoot.Names.LISTED : ImageRoot.Names.FOUND);
  }

  /** Finds the files, in no order. */
  JavaRDD<FoundFile> find(JavaSparkContext sc) {
    Configuration conf = sc.hadoopConfiguration();
    FileSystem fs = InputPaths.fileSystem(key, path, conf);
    int walks = WALKS_PER_CORE * sc.defaultParallelism();
    try {
      return switch (kind) {
        case FOLDER -> walk(sc, FileWalk.split(fs, path, walks));
        case PATTERN -> matches(sc, fs.globStatus(path));
        case LIST -> lines(sc);
        case IMAGE -> sc.parallelize(List.of(found(root, fs.getFileStatus(path))), 1);
      };
    } catch (IOException e) {
      throw key.error("%s cannot be searched: %s", path, InputPaths.reason(e));
    }
  }

  private JavaRDD<FoundFile> matches(JavaSparkContext sc, FileStatus[] matches) {
    List<FileWalk> walks = new ArrayList<>();
    List<FoundFile> files = new ArrayList<>();
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      if (match.isDirectory()) {
        walks.add(new FileWalk(match.getPath(), match.getPath(), FileWalk.Depth.ALL_BELOW));
      } else if (ImageFiles.isImage(match.getPath().getName())) {
        files.add(found(root, match));
      }
    }
    return walk(sc, walks).union(sc.parallelize(files));
  }

  private JavaRDD<FoundFile> walk(JavaSparkContext sc, List<FileWalk> walks) {
    Broadcast<SerializableConfiguration> conf = settings(sc);
    Path base = root;
    return sc.parallelize(walks, Math.max(1, walks.size()))
        .flatMap(walk -> found(walk, base, conf.value().value()));
  }

  private static Broadcast<SerializableConfiguration> settings(JavaSparkContext sc) {
    return sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
  }

  /** On an executor. */
  private static Iterator<FoundFile> found(FileWalk walk, Path root, Configuration conf)
      throws IOException {
    Iterator<FileStatus> files =
        walk.files(file -> ImageFiles.isImage(file.getPath().getName()), conf);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return files.hasNext();
      }

      @Override
      public FoundFile next() {
        return found(root, files.next());
      }
    };
  }

  private static FoundFile found(Path root, FileStatus file) {
    String relative = InputPaths.relative(root, file.getPath());
    return new FoundFile(0, relative, file.getLen(), file.getModificationTime());
  }

  private JavaRDD<FoundFile> lines(JavaSparkContext sc) {
    Broadcast<SerializableConfiguration> conf = settings(sc);
    ImageRoot base = imageRoot();
    return sc.textFile(path.toString(), WALKS_PER_CORE * sc.defaultParallelism())
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .zipWithIndex()
        .map(line -> found(line, base, conf.value().value()));
  }

  /** On an executor; what is not there is found out again when it is read, and rejected there. */
  private static FoundFile found(Tuple2<String, Long> line, ImageRoot root, Configuration conf) {
    long size = -1;
    long modified = -1;
    try {
      Path file = root.file(line._1());
      FileStatus status = file.getFileSystem(conf).getFileStatus(file);
      size = status.getLen();
      modified = status.getModificationTime();
    } catch (IOException | RuntimeException e) {
      // as said above
    }
    return new FoundFile(line._2(), line._1(), size, modified);
  }
}
