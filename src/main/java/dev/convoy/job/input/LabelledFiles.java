package dev.convoy.job.input;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.job.input.LabelLines.LabelLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** A label file that tasks read, and bring together with the files it names. */
record LabelledFiles(LabelLines lines, Path file) {
  /**
   * Reads the header.
   *
   * @throws ConfigException if the file is missing, or its columns are others
   */
  static LabelledFiles open(ConfigNode key, Configuration conf) {
    Path path = InputPaths.file(key, conf).getPath();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                InputPaths.fileSystem(key, path, conf).open(path), StandardCharsets.UTF_8))) {
      String header = reader.readLine();
      if (header == null) {
        throw LabelLines.empty(key.string());
      }
      return new LabelledFiles(LabelLines.ofHeader(key.string(), header), path);
    } catch (IOException e) {
      throw key.error("%s cannot be read: %s", path, InputPaths.reason(e));
    }
  }

  /**
   * Gives files their labels.
   *
   * @param files with their positions
   * @throws ConfigException naming the line of a path that is not among them or labelled twice, or
   *     of a label that is none
   */
  JavaRDD<Listed> label(JavaPairRDD<FoundFile, Long> files, JavaSparkContext sc) {
    LabelLines shared = lines;
    JavaPairRDD<String, LabelLine> labels =
        sc.textFile(file.toString())
            .zipWithIndex()
            .filter(line -> line._2() > 0 && !line._1().isBlank())
            .map(line -> shared.parse(line._1(), line._2() + 1))
            .mapToPair(line -> new Tuple2<>(line.path(), line));
    JavaPairRDD<String, Tuple2<Iterable<Tuple2<FoundFile, Long>>, Iterable<LabelLine>>> byPath =
        files
            .mapToPair(found -> new Tuple2<>(found._1().path(), found))
            .cogroup(labels, files.getNumPartitions());
    List<LabelLine> wrong =
        byPath.values().flatMap(both -> wrong(both).iterator()).takeOrdered(1, new ByLine());
    if (!wrong.isEmpty()) {
      throw error(wrong.get(0), files);
    }
    return byPath.values().flatMap(LabelledFiles::labelled);
  }

  /** Lines that label a path again, or one that is not there. */
  private static List<LabelLine> wrong(
      Tuple2<Iterable<Tuple2<FoundFile, Long>>, Iterable<LabelLine>> both) {
    List<LabelLine> lines = new ArrayList<>();
    both._2().forEach(lines::add);
    lines.sort(new ByLine());
    return both._1().iterator().hasNext()
        ? lines.subList(Math.min(1, lines.size()), lines.size())
        : lines;
  }

  private static final class ByLine implements Comparator<LabelLine>, java.io.Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(LabelLine one, LabelLine other) {
      return Long.compare(one.line(), other.line());
    }
  }

  private ConfigException error(LabelLine line, JavaPairRDD<FoundFile, Long> files) {
    String path = line.path();
    boolean known = !files.keys().filter(found -> found.path().equals(path)).isEmpty();
    return new ConfigException(
        lines.place(line.line())
            + (known
                ? "\"%s\" has a label already".formatted(path)
                : "\"%s\" is not among the images, whose paths are like \"%s\""
                    .formatted(path, files.keys().first().path())));
  }

  private static Iterator<Listed> labelled(
      Tuple2<Iterable<Tuple2<FoundFile, Long>>, Iterable<LabelLine>> both) {
    Iterator<LabelLine> lines = both._2().iterator();
    int label = lines.hasNext() ? lines.next().label() : Example.NO_LABEL;
    List<Listed> listed = new ArrayList<>();
    both._1().forEach(found -> listed.add(found._1().at(found._2(), label)));
    return listed.iterator();
  }
}
