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
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
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
record FileRows(ConfigNode key, Path path, Path root, Kind kind) {
  /** What a path names. */
  enum Kind {
    FOLDER,
    PATTERN,
    LIST,
    IMAGE
  }

  static final String ORDER = "place";
  static final String PATH = ExampleListing.PATH;
  static final String SIZE = ExampleListing.SIZE;
  static final String MODIFIED = "modified";

  /**
   * What is found of a file.
   *
   * <pre>
   *   place     bigint  its line in a list; else 0, and the order is that of the paths
   *   path      string  relative to the root
   *   size      bigint  bytes; -1 where a list names what is not there
   *   modified  bigint  milliseconds since 1970; -1 likewise
   * </pre>
   */
  static final StructType SCHEMA =
      new StructType()
          .add(ORDER, DataTypes.LongType, false)
          .add(PATH, DataTypes.StringType, false)
          .add(SIZE, DataTypes.LongType, false)
          .add(MODIFIED, DataTypes.LongType, false);

  private static final int WALKS_PER_CORE = 8;

  /**
   * Looks at what the key names, not into it.
   *
   * @throws dev.convoy.config.ConfigException if it names nothing, or a file of another kind
   */
  static FileRows open(ConfigNode key, Configuration conf) {
    Path path = InputPaths.path(key, conf);
    FileSystem fs = InputPaths.fileSystem(key, path, conf);
    FileStatus status = InputPaths.find(key, path, fs).orElse(null);
    if (status == null) {
      if (ImageFiles.isGlob(path)) {
        return new FileRows(key, path, ImageFiles.rootOf(path), Kind.PATTERN);
      }
      throw key.error("found no file or folder %s", path);
    }
    if (status.isDirectory()) {
      return new FileRows(key, path, path, Kind.FOLDER);
    }
    Kind kind = ImageFiles.isList(key, path) ? Kind.LIST : Kind.IMAGE;
    return new FileRows(key, path, path.getParent(), kind);
  }

  /** Finds the files, in no order. */
  JavaRDD<Row> find(JavaSparkContext sc) {
    Configuration conf = sc.hadoopConfiguration();
    FileSystem fs = InputPaths.fileSystem(key, path, conf);
    int walks = WALKS_PER_CORE * sc.defaultParallelism();
    try {
      return switch (kind) {
        case FOLDER -> walk(sc, FileWalk.split(fs, path, walks));
        case PATTERN -> matches(sc, fs.globStatus(path));
        case LIST -> lines(sc);
        case IMAGE -> sc.parallelize(List.of(row(root, fs.getFileStatus(path))), 1);
      };
    } catch (IOException e) {
      throw key.error("%s cannot be searched: %s", path, InputPaths.reason(e));
    }
  }

  private JavaRDD<Row> matches(JavaSparkContext sc, FileStatus[] matches) {
    List<FileWalk> walks = new ArrayList<>();
    List<Row> files = new ArrayList<>();
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      if (match.isDirectory()) {
        walks.add(new FileWalk(match.getPath(), FileWalk.Depth.ALL_BELOW));
      } else if (ImageFiles.isImage(match.getPath().getName())) {
        files.add(row(root, match));
      }
    }
    return walk(sc, walks).union(sc.parallelize(files));
  }

  private JavaRDD<Row> walk(JavaSparkContext sc, List<FileWalk> walks) {
    Broadcast<SerializableConfiguration> conf = settings(sc);
    Path base = root;
    return sc.parallelize(walks, Math.max(1, walks.size()))
        .flatMap(walk -> rows(walk, base, conf.value().value()));
  }

  private static Broadcast<SerializableConfiguration> settings(JavaSparkContext sc) {
    return sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
  }

  /** On an executor. */
  private static Iterator<Row> rows(FileWalk walk, Path root, Configuration conf)
      throws IOException {
    Iterator<FileStatus> files =
        walk.files(file -> ImageFiles.isImage(file.getPath().getName()), conf);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return files.hasNext();
      }

      @Override
      public Row next() {
        return row(root, files.next());
      }
    };
  }

  private static Row row(Path root, FileStatus file) {
    String relative = InputPaths.relative(root, file.getPath());
    return RowFactory.create(0L, relative, file.getLen(), file.getModificationTime());
  }

  private JavaRDD<Row> lines(JavaSparkContext sc) {
    Broadcast<SerializableConfiguration> conf = settings(sc);
    Path base = root;
    return sc.textFile(path.toString(), WALKS_PER_CORE * sc.defaultParallelism())
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .zipWithIndex()
        .map(line -> row(line, base, conf.value().value()));
  }

  /** On an executor; what is not there is found out again when it is read, and rejected there. */
  private static Row row(Tuple2<String, Long> line, Path root, Configuration conf) {
    long size = -1;
    long modified = -1;
    try {
      Path file = InputPaths.child(root, line._1());
      FileStatus status = file.getFileSystem(conf).getFileStatus(file);
      size = status.getLen();
      modified = status.getModificationTime();
    } catch (IOException | IllegalArgumentException e) {
      // as said above
    }
    return RowFactory.create(line._2(), line._1(), size, modified);
  }
}
