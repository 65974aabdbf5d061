package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.tensor.Golden;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {
  private static final Shape WANTED = Shape.of(224, 224, 3);

  /** What stands after {@code preprocess:} in a file. */
  private static Preprocess read(String yaml) {
    return Preprocess.from(ConfigReader.read("preprocess: " + yaml, "job.yaml").get("preprocess"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagenet", "zeroToOne", "minusOneToOne", "caffe"})
  void numbersAreThoseOfTorchvisionAndKeras(String preset) throws IOException, BadImageException {
    Map<String, NumpyArray> golden = NpzFormat.read(Golden.path("presets/presets.npz"));
    Pixels picture = new Pixels(16, 16, 3, golden.get("picture").bytes());
    float[] out = new float[16 * 16 * 3];
    Arrays.fill(out, Float.NaN);
    String asItIs = preset.equals("imagenet") ? ", resize: 16, crop: 16" : "";
    read("{preset: " + preset + asItIs + "}").apply(picture, Shape.of(16, 16, 3), out, 0);
    assertThat(out).containsExactly(golden.get(preset).floats());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imagenet | {resize: 256, crop: 224, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}",
        "zeroToOne | {scale: 1/255}",
        "minusOneToOne | {scale: 1/127.5, mean: 1}",
        "caffe | {channels: BGR, scale: 1, mean: [103.939, 116.779, 123.68]}",
        "{preset: imagenet} | imagenet",
        "{preset: imagenet, crop: 288, resize: 320} | {resize: 320, crop: [288, 288], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}",
        "{preset: imagenet, mean: 0, std: 1} | {resize: 256, crop: 224}",
        "{preset: caffe, channels: RGB, std: 2} | {scale: 1, mean: [103.939, 116.779, 123.68], std: 2}",
      })
  void aPresetIsItsSettingsWrittenOut(String preset, String writtenOut) {
    assertThat(read(preset).describe()).isEqualTo(read(writtenOut).describe());
  }

  @Test
  void imagenetTakesAnyPictureToItsCrop() throws BadImageException {
    Pixels sized = read("imagenet").sized(new Pixels(300, 451, 3, new byte[300 * 451 * 3]));
    assertThat(sized.h()).isEqualTo(224);
    assertThat(sized.w()).isEqualTo(224);
  }

  @Test
  void channelsTurnMeanAndDeviationToo() throws BadImageException {
    float[] out = new float[3];
    Pixels picture = new Pixels(1, 1, 3, new byte[] {10, 20, 30});
    read("{channels: BGR, scale: 1, mean: [1, 2, 3], std: [2, 2, 1]}")
        .apply(picture, Shape.of(1, 1, 3), out, 0);
    assertThat(out).containsExactly(14.5f, 9, 7);
    read("{channels: BGR, scale: 1}").apply(picture, Shape.of(1, 1, 3), out, 0);
    assertThat(out).containsExactly(30, 20, 10);
  }

  @Test
  void orderOfChannelsStandsInManifestsWhereItIsUnusual() {
    assertThat(read("caffe").describe())
        .isEqualTo(
            "resize none, crop none, scale 1.0, mean [103.939, 116.779, 123.68], std 1.0,"
                + " channels BGR");
    assertThat(read("{channels: RGB}").describe()).isEqualTo(Preprocess.STANDARD.describe());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "299, 299 | {preset: imagenet, resize: 342, crop: 299}",
        "384, 288 | {preset: imagenet, resize: 439, crop: [384, 288]}",
        "1, 1 | {preset: imagenet, resize: 1, crop: 1}"
      })
  void anotherInputSizeSaysWhatToWrite(String size, String written) {
    int h = Integer.parseInt(size.split(", ")[0]);
    int w = Integer.parseInt(size.split(", ")[1]);
    Shape wanted = Shape.of(h, w, 3);
    assertThatThrownBy(() -> read("imagenet").checkFits(wanted))
        .hasMessage(
            "preprocess: with preset imagenet pictures become 224 x 224, the network takes %s x %s;"
                + " write %s",
            h, w, written);
    read(written).checkFits(wanted);
  }

  @Test
  void aCropOfOnesOwnIsOnesOwnToCorrect() {
    assertThatThrownBy(() -> read("{preset: imagenet, crop: 299}").checkFits(WANTED))
        .hasMessage(
            "preprocess: pictures become 299 x 299, the network takes 224 x 224; correct crop");
    assertThatThrownBy(() -> read("{preset: caffe, resize: [224, 227]}").checkFits(WANTED))
        .hasMessageContaining("correct resize");
  }

  @Test
  void greyNetworksHaveNoBlue() {
    assertThatThrownBy(() -> read("{channels: BGR}").checkFits(Shape.of(28, 28, 1)))
        .hasMessage(
            "preprocess: channels: BGR needs 3 channels, the network takes 1 ([28, 28, 1])");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imagenett | job.yaml:1: \"preprocess\": found \"imagenett\"; did you mean \"imagenet\"?",
        "tf | job.yaml:1: \"preprocess\": found \"tf\"; expected one of: imagenet, minusOneToOne, zeroToOne, caffe",
        "'' | job.yaml:1: \"preprocess\": found \"\"; expected one of: imagenet, minusOneToOne, zeroToOne, caffe",
        "{preset: torch} | job.yaml:1: \"preprocess.preset\": found \"torch\"; expected one of: imagenet, minusOneToOne, zeroToOne, caffe",
        "{channels: GRB} | job.yaml:1: \"preprocess.channels\": found \"GRB\"; did you mean \"RGB\"?",
        "[imagenet] | job.yaml:1: \"preprocess\": found a list, needed a mapping"
      })
  void wrongNamesAreFoundAtTheirPlace(String yaml, String message) {
    String quoted = yaml.isEmpty() ? "\"\"" : yaml;
    assertThatThrownBy(() -> read(quoted)).isInstanceOf(ConfigException.class).hasMessage(message);
  }
}
