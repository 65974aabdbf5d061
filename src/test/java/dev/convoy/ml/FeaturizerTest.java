package dev.convoy.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.junit.jupiter.api.Test;

/** Its parameters; what it does with images stands in {@link FeaturizerIT}. */
class FeaturizerTest {
  private static final List<String> NAMES =
      List.of(
          "algorithm",
          "batchSize",
          "errorCol",
          "height",
          "inputCol",
          "kernels",
          "maxPixels",
          "model",
          "onBadImage",
          "outputCol",
          "preprocess",
          "tap",
          "weights",
          "width");

  private final ConvoyFeaturizer featurizer = new ConvoyFeaturizer();

  @Test
  void everyParameterIsFoundAndExplained() {
    assertThat(featurizer.params()).extracting(Param::name).containsExactlyElementsOf(NAMES);
    String explained = featurizer.explainParams();
    NAMES.forEach(name -> assertThat(explained).contains(name + ": "));
    assertThat(explained)
        .contains("model: path of a network: .onnx or .yaml, on any Hadoop file system (undefined)")
        .contains("(default: beforeClassifier)", "(default: 16)", "(default: 100000000)");
  }

  @Test
  void everyParameterHasASetterAndAGetter() throws Exception {
    for (String name : NAMES) {
      String ending = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      Method getter = ConvoyFeaturizer.class.getMethod("get" + ending);
      Method setter = ConvoyFeaturizer.class.getMethod("set" + ending, getter.getReturnType());
      Object value = valueFor(getter.getReturnType(), name);
      assertThat(setter.invoke(featurizer, value)).isSameAs(featurizer);
      assertThat(getter.invoke(featurizer)).as(name).isEqualTo(value);
      assertThat(featurizer.get(featurizer.getParam(name)).get()).as(name).isEqualTo(value);
    }
  }

  private static Object valueFor(Class<?> type, String name) {
    if (type == int.class) {
      return 7;
    }
    if (type == long.class) {
      return 1L << 40;
    }
    return switch (name) {
      case "onBadImage" -> "reject";
      case "kernels" -> "scalar";
      case "algorithm" -> "direct";
      default -> "a text";
    };
  }

  @Test
  void valuesOutsideTheirRangeAreRefused() {
    assertRefused("batchSize", 0);
    assertRefused("batchSize", (1 << 16) + 1);
    assertRefused("maxPixels", 0L);
    assertRefused("height", -1);
    assertRefused("width", (1 << 20) + 1);
    assertRefused("kernels", "fast");
    assertRefused("algorithm", "winograd");
    assertRefused("onBadImage", "skip");
  }

  private void assertRefused(String name, Object value) {
    Param<Object> param = featurizer.getParam(name);
    assertThatThrownBy(() -> featurizer.set(param, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name + " given invalid value " + value);
  }

  @Test
  void theErrorColumnIsNamedAfterTheFeaturesUnlessSet() {
    assertThat(featurizer.getErrorCol()).isEqualTo("features_error");
    assertThat(featurizer.setOutputCol("x").getErrorCol()).isEqualTo("x_error");
    assertThat(featurizer.setErrorCol("why").getErrorCol()).isEqualTo("why");
  }

  @Test
  void aCopyIsApartFromItsOriginal() {
    featurizer.setModel("a.onnx").setBatchSize(3);
    ConvoyFeaturizer copy = featurizer.copy(new ParamMap().put(featurizer.tap().w("logits")));
    copy.setBatchSize(4);
    assertThat(copy.uid()).isEqualTo(featurizer.uid());
    assertThat(List.of(copy.getModel(), copy.getTap())).containsExactly("a.onnx", "logits");
    assertThat(featurizer.getTap()).isEqualTo("beforeClassifier");
    assertThat(featurizer.getBatchSize()).isEqualTo(3);
    assertThat(new ConvoyFeaturizer().uid()).isNotEqualTo(featurizer.uid());
  }

  @Test
  void textsReachTheModelAsTheyAreWritten() {
    featurizer
        .setModel("it's here/a: #b.onnx")
        .setPreprocess("{resize: 8}")
        .setWeights("{seed: 1}")
        .setAlgorithm("direct")
        .setWidth(5);
    assertThat(Arrays.asList(featurizer.modelSettings().yaml().split("\n")))
        .containsExactly(
            "network: 'it''s here/a: #b.onnx'",
            "taps: 'beforeClassifier'",
            "preprocess: {resize: 8}",
            "weights: {seed: 1}",
            "algorithm: direct",
            "input: {width: 5}");
  }
}
