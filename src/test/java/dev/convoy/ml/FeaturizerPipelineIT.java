package dev.convoy.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.OwnJvm;
import dev.convoy.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The featurizer among Spark's own stages: fitted with them, copied, saved and loaded. */
@Tag(OwnJvm.TAG)
class FeaturizerPipelineIT extends SparkTest {
  private static final Path FASHION = Path.of("data-samples/fashion-mnist");
  private static final int TRAINED = 200;
  private static final int TESTED = 100;

  @TempDir Path folder;

  /** The features that the network's own classifier reads. */
  private static ConvoyFeaturizer fashion() {
    return new ConvoyFeaturizer()
        .setModel("conf/networks/fashion.yaml")
        .setInputCol("content")
        .setOutputCol("fashion");
  }

  @Test
  void aClassifierLearnsFromTheFeaturesAndComesBackFromDisk() throws IOException {
    LogisticRegression regression =
        new LogisticRegression().setFeaturesCol("fashion").setMaxIter(30).setRegParam(0.01);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {fashion(), regression});
    PipelineModel model = pipeline.fit(images(0, TRAINED));
    Dataset<Row> unseen = images(TRAINED, TRAINED + TESTED);
    List<Row> predicted = select(model.transform(unseen));
    long right = predicted.stream().filter(row -> row.getDouble(0) == row.getDouble(1)).count();
    // Guessing gives 10; the network's own last layer, from 60,000 images, gives 92.
    assertThat(right).isGreaterThan(75);

    String saved = folder.resolve("model").toString();
    model.write().save(saved);
    PipelineModel loaded = PipelineModel.load(saved);
    assertThat(select(loaded.transform(unseen))).isEqualTo(predicted);

    String unfitted = folder.resolve("pipeline").toString();
    pipeline.write().save(unfitted);
    PipelineModel again = Pipeline.load(unfitted).fit(images(0, TRAINED));
    assertThat(select(again.transform(unseen))).isEqualTo(predicted);
  }

  private static List<Row> select(Dataset<Row> rows) {
    return rows.select("label", "prediction", "fashion").collectAsList();
  }

  @Test
  void principalComponentsAndAssembledVectorsFollow() throws IOException {
    Dataset<Row> rows = images(0, 50);
    PipelineStage[] stages = {
      fashion(),
      fashion().setTap("logits").setOutputCol("logits"),
      new VectorAssembler().setInputCols(new String[] {"fashion", "logits"}).setOutputCol("all"),
      new PCA().setInputCol("all").setOutputCol("map").setK(2)
    };
    List<Row> found = new Pipeline().setStages(stages).fit(rows).transform(rows).collectAsList();
    assertThat(found).hasSize(50);
    for (Row row : found) {
      assertThat(row.<Vector>getAs("all").size()).isEqualTo(64 + 10);
      assertThat(row.<Vector>getAs("map").size()).isEqualTo(2);
    }
    assertThat(found.stream().map(row -> row.<Vector>getAs("map")).distinct()).hasSize(50);
  }

  @Test
  void whatWasSetIsSavedAndWhatWasNotStaysDefault() throws IOException {
    ConvoyFeaturizer saved =
        fashion()
            .setTap("logits")
            .setPreprocess("{scale: 1/255}")
            .setWeights("data-samples/fashion-mnist/weights.npz")
            .setAlgorithm("direct")
            .setKernels("scalar")
            .setBatchSize(5)
            .setMaxPixels(1L << 40)
            .setOnBadImage("reject")
            .setErrorCol("why");
    saved.write().save(folder.resolve("f").toString());
    ConvoyFeaturizer loaded = ConvoyFeaturizer.load(folder.resolve("f").toString());
    assertThat(loaded.uid()).isEqualTo(saved.uid());
    assertThat(loaded.explainParams()).isEqualTo(saved.explainParams());
    assertThat(loaded.isSet(loaded.height())).isFalse();
    Dataset<Row> images = images(0, 10);
    assertThat(loaded.transform(images).collectAsList())
        .isEqualTo(saved.transform(images).collectAsList());
    assertThatThrownBy(() -> saved.write().save(folder.resolve("f").toString()))
        .hasMessageContaining("already exists");
    saved.write().overwrite().save(folder.resolve("f").toString());
  }

  @Test
  void settingsGivenWithTheCallHoldForItAlone() throws IOException {
    Dataset<Row> images = images(0, 3);
    ConvoyFeaturizer featurizer = fashion();
    Transformer copy = featurizer.copy(ParamMap.empty());
    Vector before = featurizer.transform(images).first().getAs("fashion");
    Vector logits =
        featurizer.transform(images, featurizer.tap().w("logits")).first().getAs("fashion");
    assertThat(logits.size()).isEqualTo(10);
    assertThat(before.size()).isEqualTo(64);
    assertThat(copy.transform(images).first().<Vector>getAs("fashion")).isEqualTo(before);
    assertThat(featurizer.setTap("logits").transform(images).first().<Vector>getAs("fashion"))
        .isEqualTo(logits); // the model that was read for the first tap is not taken for this one
  }

  @Test
  void aPipelineOfWrongStagesFailsBeforeItIsFitted() throws IOException {
    Dataset<Row> images = images(0, 3);
    PipelineStage[] stages = {fashion().setTap("dense3"), new PCA().setInputCol("fashion")};
    assertThatThrownBy(() -> new Pipeline().setStages(stages).fit(images))
        .hasMessageContaining("has no layer \"dense3\"; did you mean \"dense1\"?");
    PipelineStage[] twice = {fashion(), fashion()};
    assertThatThrownBy(() -> new Pipeline().setStages(twice).fit(images))
        .hasMessageContaining("there is a column \"fashion\" already");
  }

  /** Pictures of clothes, with labels as Spark ML wants them. */
  private Dataset<Row> images(int from, int to) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line :
        Files.readAllLines(FASHION.resolve("labels.csv")).subList(from + 1, to + 1)) {
      String[] cells = line.split(",");
      byte[] content = Files.readAllBytes(FASHION.resolve("images").resolve(cells[0]));
      rows.add(RowFactory.create(Double.valueOf(cells[1]), content));
    }
    StructType schema =
        new StructType().add("label", DataTypes.DoubleType).add("content", DataTypes.BinaryType);
    return spark().createDataFrame(rows, schema);
  }
}
