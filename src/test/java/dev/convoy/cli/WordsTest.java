package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "2149, 2.1 s",
    "59949, 59.9 s",
    "59960, 0 min 59 s",
    "192000, 3 min 12 s",
    "3599999, 59 min 59 s",
    "3600000, 1 h 00 min",
    "363840000, 101 h 04 min"
  })
  void durationsAreShort(long millis, String words) {
    assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 2100, 476 images/s",
    "9, 1000, 9.0 images/s",
    "9960, 1000000, 10 images/s",
    "5, 0, '5,000 images/s'",
    "0, 1000, 0.0 images/s"
  })
  void ratesHaveSensibleDigits(long count, long millis, String words) {
    assertThat(Words.rate(count, Duration.ofMillis(millis))).isEqualTo(words);
  }

  @Test
  void numbersDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Words.count(1_234_567)).isEqualTo("1,234,567");
      assertThat(Words.duration(Duration.ofMillis(1500))).isEqualTo("1.5 s");
    } finally {
      Locale.setDefault(before);
    }
  }
}
