package dev.convoy.job.input;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.convoy.config.ConfigNode;
import dev.convoy.store.StoredTable;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Lists image files, of which nothing is read: the key of a file is its length, the time it was
 * last modified, and its label. The position is the place in the sorted order of paths, or in a
 * list.
 */
final class ImageListing implements ExampleListing {
  private static final String FILE = "file";
  private static final String OFFSET = "offset";
  private static final StructType OFFSETS =
      new StructType()
          .add(FILE, DataTypes.StringType, false)
          .add(OFFSET, DataTypes.LongType, false);

  private final FileRows files;
  private final Optional<LabelRows> labels;

  private ImageListing(FileRows files, Optional<LabelRows> labels) {
    this.files = files;
    this.labels = labels;
  }

  static ImageListing open(ConfigNode input, Configuration conf) {
    FileRows files = FileRows.open(input.get("images"), conf);
    return new ImageListing(
        files, input.find("labels").map(labels -> LabelRows.open(labels, conf)));
  }

  /** The files are written down as they are found: folders may change while they are sorted. */
  @Override
  public Dataset<Row> rows(SparkSession spark, String work) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    String found = work + "/found";
    String sorted = work + "/sorted";
    write(spark.createDataFrame(files.find(sc), FileRows.SCHEMA), found);
    write(spark.read().parquet(found).sort(FileRows.ORDER, FileRows.PATH), sorted);
    Dataset<Row> numbered = numbered(spark, sorted);
    Dataset<Row> labelled =
        labels
            .map(rows -> numbered.join(rows.of(numbered, spark), usingPath(), "left"))
            .orElseGet(() -> numbered.withColumn(LABEL, lit(null).cast(DataTypes.IntegerType)));
    Column key =
        concat(
            col(SIZE),
            lit("@"),
            col(FileRows.MODIFIED),
            when(col(LABEL).isNull(), "").otherwise(concat(lit("/"), col(LABEL))));
    return labelled.select(
        col(POSITION),
        col(POSITION).as(ID),
        col(PATH),
        col(SIZE),
        coalesce(col(LABEL), lit(Example.NO_LABEL)).as(LABEL),
        key.as(KEY));
  }

  private static scala.collection.immutable.Seq<String> usingPath() {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(PATH)).toSeq();
  }

  private static void write(Dataset<Row> rows, String folder) {
    rows.write().option("compression", "zstd").parquet(folder);
  }

  /** The position of a row is its place in its file, behind all rows of the files before. */
  private static Dataset<Row> numbered(SparkSession spark, String sorted) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    List<Row> offsets = new ArrayList<>();
    long offset = 0;
    for (StoredTable.FileRows file : StoredTable.open(sorted, conf).files()) {
      offsets.add(RowFactory.create(file.name(), offset));
      offset += file.rows();
    }
    Dataset<Row> rows =
        spark
            .read()
            .parquet(sorted)
            .select(
                col(PATH),
                col(SIZE),
                col(FileRows.MODIFIED),
                col("_metadata.file_name").as(FILE),
                col("_metadata.row_index").as(POSITION));
    return rows.join(
            broadcast(spark.createDataFrame(offsets, OFFSETS)),
            scala.jdk.javaapi.CollectionConverters.asScala(List.of(FILE)).toSeq())
        .select(
            col(OFFSET).plus(col(POSITION)).as(POSITION),
            col(PATH),
            col(SIZE),
            col(FileRows.MODIFIED));
  }

  @Override
  public ExampleOpener opener() {
    return new FileOpener(files.root());
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
