package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkFile;
import dev.convoy.store.StoreException;
import dev.convoy.tensor.Shape;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainIdentityTest {
  private static final String CHECKPOINT = "file:/runs/3/checkpoint/step-7.npz";

  /** Everything but the settings of the job file. */
  private record Rest(
      int seedOfWeights,
      String preprocess,
      String lossNode,
      String input,
      String test,
      String labels,
      long maxPixels) {
    static final Rest USUAL =
        new Rest(1, "scale 1/255", "scores", "64 images in a\nb", "", "a.csv", 1000);
  }

  private static Network network(int seed) {
    return NetworkFile.read(
        ConfigReader.read(
            "name: small net\ninput: [2, 2, 1]\nweights: {seed: "
                + seed
                + "}\nlayers: [{name: flat, kind: flatten}, {name: scores, kind: dense, outC: 3}]",
            "small.yaml"),
        path -> {
          throw new FileNotFoundException(path);
        });
  }

  private static TrainIdentity identity(Rest rest, String... overrides) {
    ConfigNode file =
        ConfigReader.read("optimizer: {kind: sgd, learningRate: 0.1}\nbatchSize: 32", "job.yaml");
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return TrainIdentity.of(
        network(rest.seedOfWeights()),
        rest.preprocess(),
        rest.lossNode(),
        new TrainJob.Sources(
            new Described(rest.input()),
            rest.test().isEmpty() ? List.of() : List.of(new Described(rest.test())),
            rest.labels()),
        rest.maxPixels(),
        TrainSettings.read(file));
  }

  /** What one says of the text of another. */
  private static String refusal(TrainIdentity here, TrainIdentity there) {
    try {
      here.checkSame(CHECKPOINT, there.text());
      return "";
    } catch (StoreException e) {
      return e.getMessage();
    }
  }

  @Test
  void theSameTrainingIsTheSame() {
    assertThat(refusal(identity(Rest.USUAL), identity(Rest.USUAL))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"partitions=3", "kernels=scalar", "checkpointSteps=1"})
  void whatChangesNoWeightMayChange(String setting) {
    assertThat(refusal(identity(Rest.USUAL, setting), identity(Rest.USUAL))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batchSize=16 | batchSize 32, this job says 16",
        "blockSize=8 | blockSize 16, this job says 8",
        "epochs=9 | epochs 1, this job says 9",
        "seed=9 | seed 1, this job says 9",
        "schedule={kind: cosine} | schedule Constant[], this job says Cosine[end=0.0,",
        "optimizer.learningRate=0.2 | learningRate 0.1, this job says Sgd[momentum=0.0,",
        "optimizer.momentum=0.9 | optimizer Sgd[momentum=0.0, weightDecay=0.0], learningRate 0.1,",
        "optimizer.weightDecay=0.1 | this job says Sgd[momentum=0.0, weightDecay=0.1], learn",
        "optimizer.kind=adam | this job says Adam[beta1=0.9, beta2=0.999, epsilon=1.0E-8, weight"
      })
  void anotherSettingIsRefused(String setting, String words) {
    assertThat(refusal(identity(Rest.USUAL, setting), identity(Rest.USUAL)))
        .startsWith("checkpoint " + CHECKPOINT + ": was made with ")
        .contains(words)
        .endsWith("; set it back to go on, or set overwrite: true to start anew")
        .doesNotContain("\n");
  }

  @Test
  void anotherNetworkIsRefusedWithBothFingerprints() {
    Rest other = new Rest(2, "scale 1/255", "scores", "64 images in a\nb", "", "a.csv", 1000);
    assertThat(refusal(identity(other), identity(Rest.USUAL)))
        .isEqualTo(
            "checkpoint %s: was made by network \"small net\" %s, this job names \"small net\" %s;"
                    .formatted(
                        CHECKPOINT,
                        network(1).fingerprint().substring(0, 12),
                        network(2).fingerprint().substring(0, 12))
                + " set it back to go on, or set overwrite: true to start anew");
  }

  @Test
  void otherDataIsRefused() {
    TrainIdentity there = identity(Rest.USUAL);
    assertThat(refusal(identity(rest("scale 1", "64 images in a\nb", "", "a.csv", 1000)), there))
        .contains("was made with preprocess scale 1/255, this job says scale 1;");
    assertThat(refusal(identity(rest("scale 1/255", "9 images", "", "a.csv", 1000)), there))
        .contains("was made with input 64 images in a b, this job says 9 images;");
    assertThat(
            refusal(
                identity(rest("scale 1/255", "64 images in a\nb", "test", "a.csv", 1000)), there))
        .contains("was made with evaluate none, this job says test;");
    assertThat(
            refusal(identity(rest("scale 1/255", "64 images in a\nb", "", "b.csv", 1000)), there))
        .contains("was made with labels a.csv, this job says b.csv;");
    assertThat(refusal(identity(rest("scale 1/255", "64 images in a\nb", "", "a.csv", 9)), there))
        .contains("was made with maxPixels 1000, this job says 9;");
  }

  private static Rest rest(
      String preprocess, String input, String test, String labels, long maxPixels) {
    return new Rest(1, preprocess, "scores", input, test, labels, maxPixels);
  }

  @Test
  void anotherLossNodeIsRefused() {
    Rest other = new Rest(1, "scale 1/255", "flat", "64 images in a\nb", "", "a.csv", 1000);
    assertThat(refusal(identity(other), identity(Rest.USUAL)))
        .contains("was made with lossNode scores, this job says flat;");
  }

  @Test
  void textThatIsNoIdentityIsRefused() {
    for (String text : List.of("", "network", ": \n::", "batchSize: 32\n")) {
      assertThatThrownBy(() -> identity(Rest.USUAL).checkSame(CHECKPOINT, text))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("was made by network nothing, this job names \"small net\" ");
    }
  }

  /** A version of ours that knows more settings does not take a checkpoint that knows fewer. */
  @Test
  void anIdentityThatLacksAPartIsRefused() {
    TrainIdentity identity = identity(Rest.USUAL);
    assertThatCode(() -> identity.checkSame(CHECKPOINT, identity.text()))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> identity.checkSame(CHECKPOINT, identity.text().replace("seed: 1\n", "")))
        .hasMessageContaining("was made with seed nothing, this job says 1;");
  }

  private record Described(String describe) implements ExampleSource {
    @Override
    public long count() {
      return 64;
    }

    @Override
    public List<ExampleSlice> slices(int partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Content content() {
      return Content.PIXELS;
    }

    @Override
    public Optional<Shape> shape() {
      return Optional.empty();
    }

    @Override
    public boolean labelled() {
      return true;
    }
  }
}
