package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.ScratchTable;
import dev.convoy.store.Column;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableSchema;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Lists image files, of which nothing is read: the key of a file is its length, the time it was
 * last modified, and its label. The position is the place in the sorted order of paths, or in a
 * list.
 */
final class ImageListing implements ExampleListing {
  private static final List<String> COLUMNS = List.of("line", "path", "size", "modified");
  private static final TableSchema SCHEMA =
      TableSchema.of(
          Column.longs("line"),
          Column.strings("path"),
          Column.longs("size"),
          Column.longs("modified"));
  private static final int FILES_PER_TASK = 100_000;

  private final FoundFiles files;
  private final Optional<LabelledFiles> labels;

  private ImageListing(FoundFiles files, Optional<LabelledFiles> labels) {
    this.files = files;
    this.labels = labels;
  }

  static ImageListing open(ConfigNode input, Configuration conf) {
    FoundFiles files = FoundFiles.open(input.get("images"), conf);
    return new ImageListing(
        files, input.find("labels").map(labels -> LabelledFiles.open(labels, conf)));
  }

  /** What is found is written down: folders may change while it is sorted. */
  @Override
  public Rows rows(JavaSparkContext sc, String work) {
    StoredTable found =
        ScratchTable.write(files.find(sc), SCHEMA, ImageListing::fill, work + "/found");
    int tasks = (int) Math.max(sc.defaultParallelism(), found.rows() / FILES_PER_TASK);
    JavaPairRDD<FoundFile, Long> sorted =
        ScratchTable.read(sc, found, COLUMNS, ImageListing::make)
            .sortBy(file -> file, true, tasks)
            .zipWithIndex();
    JavaRDD<Listed> listed =
        labels
            .map(known -> known.label(sorted, sc))
            .orElseGet(() -> sorted.map(file -> file._1().at(file._2(), Example.NO_LABEL)));
    return new Rows(listed, found.rows());
  }

  private static void fill(TableRow row, FoundFile file) {
    row.set(0, file.line()).set(1, file.path()).set(2, file.size()).set(3, file.modifiedMillis());
  }

  private static FoundFile make(@Nullable Object[] cells) {
    return new FoundFile(
        (Long) Objects.requireNonNull(cells[0]),
        (String) Objects.requireNonNull(cells[1]),
        (Long) Objects.requireNonNull(cells[2]),
        (Long) Objects.requireNonNull(cells[3]));
  }

  @Override
  public ExampleOpener opener() {
    return new FileOpener(files.imageRoot());
  }

  @Override
  public Content content() {
    return Content.ENCODED;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public boolean labelled() {
    return labels.isPresent();
  }

  @Override
  public String describe() {
    return "images in " + files.path();
  }
}
