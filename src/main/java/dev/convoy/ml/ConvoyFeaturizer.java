package dev.convoy.ml;

import dev.convoy.config.ConfigException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Features of images as a stage of a Spark ML pipeline: the forward pass of {@code job: forward},
 * to the last bit.
 *
 * <pre>
 *   inputCol   BINARY, a JPEG or PNG file, or a struct as Spark's image source makes it
 *   outputCol  a dense vector, the output of layer {@code tap}: float32 numbers as doubles
 *   errorCol   STRING, with onBadImage=reject only: why a row has no features
 * </pre>
 *
 * <p>Rows stay in their order and keep their other columns. The network is read on the driver, once
 * for each featurizer until a parameter of it changes, and held once by every executor. It needs
 * spark-mllib, which a Spark distribution brings.
 */
public final class ConvoyFeaturizer extends FeaturizerParams {
  private static final long serialVersionUID = 1;

  /** A model that was read, and for what. */
  private record Known(String application, ModelSettings settings, FeatureModel model) {}

  private transient @Nullable Known known;

  public ConvoyFeaturizer() {
    this(Identifiable$.MODULE$.randomUID("convoyFeaturizer"));
  }

  /** Spark ML copies and loads stages through this one. */
  public ConvoyFeaturizer(String uid) {
    super(uid);
  }

  /**
   * Adds the columns of features and reasons.
   *
   * @throws ConfigException as {@link #transformSchema}
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    SparkSession spark = dataset.sparkSession();
    StructType schema = dataset.schema();
    FeatureModel model = model(spark);
    StructType grown = with(schema, model);
    FeaturizerTask task =
        new FeaturizerTask(
            model,
            extractorSettings(),
            ImageColumn.find(schema, getInputCol(), owner()),
            BadImages.named(getOnBadImage()),
            owner());
    return dataset
        .toDF()
        .mapPartitions(task, Encoders.row(grown))
        .to(grown); // an encoder drops the columns' metadata
  }

  /**
   * The schema with the columns that are added.
   *
   * @throws ConfigException if {@code model} or {@code inputCol} is not set, the model cannot be
   *     read or has no such tap, the input column is missing or of another type, or a new column is
   *     there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    FeatureModel model = model(SparkSession.active());
    ImageColumn.find(schema, getInputCol(), owner());
    return with(schema, model);
  }

  private StructType with(StructType schema, FeatureModel model) {
    Metadata length = new AttributeGroup(getOutputCol(), model.length()).toMetadata();
    StructField features = new StructField(getOutputCol(), SQLDataTypes.VectorType(), true, length);
    StructType grown = add(schema, outputCol(), features);
    if (!getOnBadImage().equals(BadImages.REJECT.word())) {
      return grown;
    }
    return add(
        grown, errorCol(), DataTypes.createStructField(getErrorCol(), DataTypes.StringType, true));
  }

  private StructType add(StructType schema, Param<String> setting, StructField column) {
    List<String> names = Arrays.asList(schema.fieldNames());
    if (names.stream().anyMatch(column.name()::equalsIgnoreCase)) {
      throw new ConfigException(
          "%s: %s: there is a column \"%s\" already; name another one, or drop it"
              .formatted(owner(), setting.name(), column.name()));
    }
    return schema.add(column);
  }

  private synchronized FeatureModel model(SparkSession spark) {
    needed(inputCol(), "the column of images");
    needed(model(), "the path of a .onnx or .yaml file");
    ModelSettings settings = modelSettings();
    String application = spark.sparkContext().applicationId();
    Known read = known;
    if (read == null || !read.settings.equals(settings) || !read.application.equals(application)) {
      read = new Known(application, settings, FeatureModel.read(spark, owner(), settings));
      known = read;
    }
    return read.model;
  }

  private void needed(Param<String> setting, String meaning) {
    if (!isDefined(setting)) {
      throw new ConfigException(
          "%s: %s is not set, needed %s".formatted(owner(), setting.name(), meaning));
    }
  }

  private String owner() {
    return "ConvoyFeaturizer " + uid();
  }

  @Override
  public ConvoyFeaturizer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<ConvoyFeaturizer> read() {
    return new DefaultParamsReader<>();
  }

  /** One that was saved with {@code write().save(path)} or {@code save(path)}. */
  public static ConvoyFeaturizer load(String path) {
    return read().load(path);
  }

  public ConvoyFeaturizer setInputCol(String value) {
    set(inputCol(), value);
    return this;
  }

  public ConvoyFeaturizer setOutputCol(String value) {
    set(outputCol(), value);
    return this;
  }

  public ConvoyFeaturizer setErrorCol(String value) {
    set(errorCol(), value);
    return this;
  }

  public ConvoyFeaturizer setOnBadImage(String value) {
    set(onBadImage(), value);
    return this;
  }

  public ConvoyFeaturizer setModel(String value) {
    set(model(), value);
    return this;
  }

  public ConvoyFeaturizer setTap(String value) {
    set(tap(), value);
    return this;
  }

  public ConvoyFeaturizer setPreprocess(String value) {
    set(preprocess(), value);
    return this;
  }

  public ConvoyFeaturizer setWeights(String value) {
    set(weights(), value);
    return this;
  }

  public ConvoyFeaturizer setAlgorithm(String value) {
    set(algorithm(), value);
    return this;
  }

  public ConvoyFeaturizer setHeight(int value) {
    set(height(), value);
    return this;
  }

  public ConvoyFeaturizer setWidth(int value) {
    set(width(), value);
    return this;
  }

  public ConvoyFeaturizer setKernels(String value) {
    set(kernels(), value);
    return this;
  }

  public ConvoyFeaturizer setBatchSize(int value) {
    set(batchSize(), value);
    return this;
  }

  public ConvoyFeaturizer setMaxPixels(long value) {
    set(maxPixels(), value);
    return this;
  }
}
