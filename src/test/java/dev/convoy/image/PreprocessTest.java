package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PreprocessTest {
  private static final String IMAGENET =
      "resize: 256\ncrop: 224\nmean: [0.485, 0.456, 0.406]\nstd: [0.229, 0.224, 0.225]";

  private static Preprocess read(String yaml) {
    return Preprocess.from(ConfigReader.read(yaml, "net.yaml"));
  }

  static List<Path> torchvisionsPictures() {
    return TestImages.whole(TestImages.GOLDEN.resolve("preprocess"));
  }

  @ParameterizedTest
  @MethodSource("torchvisionsPictures")
  void photosComeOutAsTorchvisionMakesThem(Path golden) throws BadImageException {
    String photo = golden.getFileName().toString().replaceAll("\\.png$", "");
    Pixels expected = TestImages.rgb(TestImages.bytes(golden));
    Pixels found = read(IMAGENET).sized(TestImages.rgb(TestImages.photo(photo)));
    assertThat(found.data()).hasSameSizeAs(expected.data());
    if (photo.endsWith(".png")) {
      assertThat(TestImages.largestDifference(found, expected)).isLessThanOrEqualTo(1);
    } else {
      double allowed = photo.equals("cat-cmyk.jpg") ? 6 : 1;
      assertThat(TestImages.meanDifference(found, expected)).isLessThanOrEqualTo(allowed);
    }
  }

  @Test
  void torchvisionsPicturesAreAllThere() {
    assertThat(torchvisionsPictures()).hasSize(10);
  }

  @Test
  void standardDividesBy255() throws BadImageException {
    byte[] samples = new byte[256];
    for (int i = 0; i < 256; i++) {
      samples[i] = (byte) i;
    }
    float[] out = new float[258];
    Arrays.fill(out, Float.NaN);
    Preprocess.STANDARD.apply(new Pixels(16, 16, 1, samples), Shape.of(16, 16, 1), out, 1);
    for (int i = 0; i < 256; i++) {
      assertThat(out[i + 1]).isEqualTo(i / 255f);
    }
    assertThat(out[0]).isNaN();
    assertThat(out[257]).isNaN();
  }

  @Test
  void meanAndStdArePerChannelInFloat32() throws BadImageException {
    float[] out = new float[6];
    Pixels picture = new Pixels(1, 2, 3, new byte[] {0, 1, 2, (byte) 253, (byte) 254, (byte) 255});
    Preprocess preprocess = read(IMAGENET.substring(IMAGENET.indexOf("mean")));
    preprocess.apply(picture, Shape.of(1, 2, 3), out, 0);
    assertThat(out)
        .containsExactly(
            (0 / 255f - 0.485f) / 0.229f,
            (1 / 255f - 0.456f) / 0.224f,
            (2 / 255f - 0.406f) / 0.225f,
            (253 / 255f - 0.485f) / 0.229f,
            (254 / 255f - 0.456f) / 0.224f,
            (255 / 255f - 0.406f) / 0.225f);
  }

  @Test
  void oneMeanServesEveryChannelAndScaleMayBeOne() throws BadImageException {
    float[] out = new float[3];
    Pixels picture = new Pixels(1, 1, 3, new byte[] {0, 100, (byte) 200});
    read("scale: 1\nmean: 100\nstd: 50").apply(picture, Shape.of(1, 1, 3), out, 0);
    assertThat(out).containsExactly(-2, 0, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "300, 451, 256, 256, 384", // 384.85 is cut
    "451, 300, 256, 384, 256",
    "7, 7, 3, 3, 3",
    "2, 7, 2, 2, 7",
    "3, 1, 5, 15, 5"
  })
  void theOtherSideIsCutToAWholeNumber(int h, int w, int shorter, int outH, int outW)
      throws BadImageException {
    Pixels sized = read("resize: " + shorter).sized(new Pixels(h, w, 1, new byte[h * w]));
    assertThat(List.of(sized.h(), sized.w())).containsExactly(outH, outW);
  }

  @Test
  void resizeAndCropTakeHeightThenWidth() throws BadImageException {
    Pixels picture = new Pixels(9, 9, 1, new byte[81]);
    Pixels resized = read("resize: [5, 7]").sized(picture);
    assertThat(List.of(resized.h(), resized.w())).containsExactly(5, 7);
    Pixels cropped = read("resize: [5, 7]\ncrop: [6, 2]").sized(picture);
    assertThat(List.of(cropped.h(), cropped.w())).containsExactly(6, 2);
  }

  @Test
  void aPictureOfAnotherSizeSaysWhatToAdd() {
    assertThatThrownBy(
            () ->
                Preprocess.STANDARD.apply(
                    new Pixels(300, 451, 1, new byte[300 * 451]),
                    Shape.of(28, 28, 1),
                    new float[28 * 28],
                    0))
        .isInstanceOfSatisfying(
            BadImageException.class,
            e -> {
              assertThat(e.stage()).isEqualTo("preprocess");
              assertThat(e.reason())
                  .isEqualTo(
                      "picture is 300 x 451 after preprocessing, the network takes 28 x 28;"
                          + " add preprocess.resize / crop to the network or job file");
            });
  }

  @Test
  void aSliverIsNotBlownUp() {
    assertThatThrownBy(() -> read("resize: 256").sized(new Pixels(1, 90_000, 1, new byte[90_000])))
        .isInstanceOf(BadImageException.class)
        .hasMessage(
            "preprocess: picture of 1 x 90000 would be resized to 256 x 23040000;"
                + " it is too long for its width");
  }

  @Test
  void wrongArraysAreErrorsOfTheCaller() {
    Pixels grey = new Pixels(2, 2, 1, new byte[4]);
    assertThatThrownBy(() -> Preprocess.STANDARD.apply(grey, Shape.of(2, 2, 3), new float[12], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("picture [2, 2, 1], the network takes [2, 2, 3]");
    assertThatThrownBy(() -> Preprocess.STANDARD.apply(grey, Shape.of(2, 2, 1), new float[5], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("preprocess out: array has 5 elements, needs 6");
    assertThatThrownBy(() -> read(IMAGENET).apply(grey, Shape.of(2, 2, 1), new float[4], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("preprocess: mean or std has 3 numbers, the network takes 1 channels");
  }

  @Test
  void whatCannotFitIsFoundBeforeAnyPicture() {
    read(IMAGENET).checkFits(Shape.of(224, 224, 3));
    Preprocess.STANDARD.checkFits(Shape.of(28, 28, 1));
    read("resize: 28").checkFits(Shape.of(28, 40, 1));
    assertThatThrownBy(() -> read(IMAGENET).checkFits(Shape.of(28, 28, 3)))
        .hasMessage(
            "preprocess: pictures become 224 x 224, the network takes 28 x 28; correct crop");
    assertThatThrownBy(() -> read("resize: [3, 4]").checkFits(Shape.of(4, 3, 1)))
        .hasMessage("preprocess: pictures become 3 x 4, the network takes 4 x 3; correct resize");
    assertThatThrownBy(() -> read(IMAGENET).checkFits(Shape.of(224, 224, 1)))
        .hasMessageContaining("mean or std has 3 numbers, the network takes 1 channels");
    assertThatThrownBy(() -> Preprocess.STANDARD.checkFits(Shape.of(64)))
        .hasMessageContaining("the network takes [64], needs [h, w, c]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resise: 3 | net.yaml:1: unknown key \"resise\"; did you mean \"resize\"?",
        "resize: 0 | net.yaml:1: \"resize\": found 0, needed a whole number from 1 to 16384",
        "resize: [1, 2, 3] | net.yaml:1: \"resize\": found a list of 3, needed [height, width] or one number",
        "crop: [0, 2] | net.yaml:1: \"crop[0]\": found 0, needed a whole number from 1 to 16384",
        "crop: wide | net.yaml:1: \"crop\": found \"wide\", needed a whole number",
        "scale: 0 | net.yaml:1: \"scale\": found 0, needed a number that is not 0; 1/255 gives values from 0 to 1",
        "mean: [1, 2] | net.yaml:1: \"mean\": found a list of 2, needed one number, or 3 for RGB pictures",
        "std: [1, 0, 1] | net.yaml:1: \"std\": found [1.0, 0.0, 1.0], needed float32 numbers above 0",
        "std: 1e300 | net.yaml:1: \"std\": found 1.0E300, needed float32 numbers above 0",
        "std: 1e-60 | net.yaml:1: \"std\": found 1.0E-60, needed float32 numbers above 0",
      })
  void wrongSettingsAreNamedWithTheirPlace(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  @Test
  void settingsBeyondFloat32AreErrors() {
    assertThatThrownBy(() -> read("scale: 1e300"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("which gives numbers beyond float32");
  }

  @Test
  void describeNamesEverySetting() {
    assertThat(read(IMAGENET).describe())
        .isEqualTo(
            "resize 256, crop [224, 224], scale 0.00392156862745098,"
                + " mean [0.485, 0.456, 0.406], std [0.229, 0.224, 0.225]");
    assertThat(Preprocess.STANDARD.describe())
        .isEqualTo("resize none, crop none, scale 0.00392156862745098, mean 0.0, std 1.0");
    assertThat(read("crop: 7").describe()).isEqualTo(read("{crop: [7, 7], std: 1}").describe());
  }

  @Test
  void aCopyThatTravelledGivesTheSameNumbers()
      throws IOException, ClassNotFoundException, BadImageException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(read(IMAGENET));
    }
    Preprocess copy;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      copy = (Preprocess) in.readObject();
    }
    Pixels cat = TestImages.rgb(TestImages.photo("cat.png"));
    float[] here = new float[224 * 224 * 3];
    float[] there = new float[here.length];
    read(IMAGENET).apply(cat, Shape.of(224, 224, 3), here, 0);
    copy.apply(cat, Shape.of(224, 224, 3), there, 0);
    assertThat(there).isEqualTo(here);
    assertThat(copy.describe()).isEqualTo(read(IMAGENET).describe());
  }
}
