package dev.convoy.job.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.job.input.LabelLines.LabelLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The labels of a label file as rows, read by tasks: path, label, line. */
record LabelRows(LabelLines lines, Path file) {
  static final String PATH = ExampleListing.PATH;
  static final String LABEL = ExampleListing.LABEL;
  private static final String LINE = "line";

  private static final StructType SCHEMA =
      new StructType()
          .add(PATH, DataTypes.StringType, false)
          .add(LABEL, DataTypes.IntegerType, false)
          .add(LINE, DataTypes.LongType, false);

  /**
   * Reads the header.
   *
   * @throws ConfigException if the file is missing, or its columns are others
   */
  static LabelRows open(ConfigNode key, Configuration conf) {
    Path path = InputPaths.file(key, conf).getPath();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                InputPaths.fileSystem(key, path, conf).open(path), StandardCharsets.UTF_8))) {
      String header = reader.readLine();
      if (header == null) {
        throw LabelLines.empty(key.string());
      }
      return new LabelRows(LabelLines.ofHeader(key.string(), header), path);
    } catch (IOException e) {
      throw key.error("%s cannot be read: %s", path, InputPaths.reason(e));
    }
  }

  /**
   * The labels of images.
   *
   * @param images rows with a path; all that the file labels are among them
   * @return path and label, each path once
   * @throws ConfigException naming the line of a path that is not among them or labelled twice, or
   *     of a label that is none
   */
  Dataset<Row> of(Dataset<Row> images, SparkSession spark) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    LabelLines shared = lines;
    JavaRDD<Row> rows =
        sc.textFile(file.toString())
            .zipWithIndex()
            .filter(line -> line._2() > 0 && !line._1().isBlank())
            .map(line -> row(shared.parse(line._1(), line._2() + 1)));
    Dataset<Row> labels = spark.createDataFrame(rows, SCHEMA);
    List<Row> twice =
        labels
            .groupBy(PATH)
            .agg(count(lit(1)).as("times"), max(LINE).as(LINE))
            .filter(col("times").gt(1))
            .sort(LINE)
            .takeAsList(1);
    if (!twice.isEmpty()) {
      throw new ConfigException(
          "%s\"%s\" has a label already"
              .formatted(lines.place(twice.get(0).getLong(2)), twice.get(0).getString(0)));
    }
    List<Row> strange =
        labels
            .join(images.select(PATH), labels.col(PATH).equalTo(images.col(PATH)), "left_anti")
            .sort(LINE)
            .takeAsList(1);
    if (!strange.isEmpty()) {
      throw new ConfigException(
          "%s\"%s\" is not among the images, whose paths are like \"%s\""
              .formatted(
                  lines.place(strange.get(0).getLong(2)),
                  strange.get(0).getString(0),
                  images.agg(min(PATH)).first().getString(0)));
    }
    return labels.select(PATH, LABEL);
  }

  private static Row row(LabelLine line) {
    return RowFactory.create(line.path(), line.label(), line.line());
  }
}
