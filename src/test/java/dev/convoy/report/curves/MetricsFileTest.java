package dev.convoy.report.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFileTest {
  private static final String HEADER =
      "epoch,trainLoss,trainAccuracy,testLoss,testAccuracy,learningRate,images\n";
  private static final long SEED = 20;

  @Test
  void everyEpochIsARowUnderTheHeader() {
    List<EpochMetrics> epochs =
        List.of(
            new EpochMetrics(1, 2.302585092994046, 0.1, 2.25, 0.125, 0.01, 60_000),
            new EpochMetrics(2, 0.5, 0.8125, 0.75, 0, 0.001, 1_234_567));

    assertThat(MetricsFile.toCsv(epochs))
        .isEqualTo(
            HEADER
                + "1,2.302585092994046,0.1,2.25,0.125,0.01,60000\n"
                + "2,0.5,0.8125,0.75,0,0.001,1234567\n");
  }

  @Test
  void noEpochsLeaveTheHeader() {
    assertThat(MetricsFile.toCsv(List.of())).isEqualTo(HEADER);
  }

  @Test
  void whatWasNotMeasuredIsAnEmptyCell() {
    EpochMetrics untested = new EpochMetrics(3, 1, 0.5, Double.NaN, Double.NaN, 0.1, 7);

    assertThat(MetricsFile.toCsv(List.of(untested))).isEqualTo(HEADER + "3,1,0.5,,,0.1,7\n");
  }

  @ParameterizedTest
  @CsvSource({
    "2e23, 2E+23", // Java 17 itself prints 1.9999999999999998E23
    "8.41e21, 8.41E+21",
    "1e-7, 1E-7",
    "1.5e-6, 0.0000015",
    "123456789012345, 123456789012345",
    "100, 100",
    "4.9e-324, 5E-324",
    "-0.25, -0.25",
    "0.30000000000000004, 0.30000000000000004",
    "-0.0, 0",
    "Infinity, Infinity",
    "-Infinity, -Infinity"
  })
  void aNumberHasNoDigitTooMany(double value, String text) {
    assertThat(lossCell(value)).isEqualTo(text);
  }

  @Test
  void everyNumberReadsBackAsTheSameDouble() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(lossCell(value))).isEqualTo(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "ar-EG-u-nu-arab", "tr-TR"})
  void noLocaleChangesTheText(String tag) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      EpochMetrics metrics = new EpochMetrics(10, 1234.5, 0.5, 1e-9, 1, 0.1, 60_000);
      assertThat(MetricsFile.toCsv(List.of(metrics)))
          .isEqualTo(HEADER + "10,1234.5,0.5,1E-9,1,0.1,60000\n");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anEpochBeforeTheFirstIsRefused() {
    assertThatThrownBy(() -> new EpochMetrics(-1, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epoch -1");
    assertThatThrownBy(() -> new EpochMetrics(4, 0, 0, 0, 0, 0, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epoch 4")
        .hasMessageContaining("-2 images");
  }

  private static String lossCell(double value) {
    String row = MetricsFile.toCsv(List.of(new EpochMetrics(1, value, 0, 0, 0, 0, 0)));
    return row.substring(HEADER.length()).split(",", -1)[1];
  }
}
