package dev.convoy.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectLimitTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 10, false",
    "0, 1, 10, true",
    "3, 3, 10, false",
    "3, 4, 10, true",
    "1%, 10, 1000, false",
    "1%, 11, 1000, true",
    "0%, 1, 1000000, true",
    "12.5%, 1, 8, false",
    "100%, 8, 8, false"
  })
  void isExceededByMoreThanItSays(String limit, long rejects, long images, boolean exceeded) {
    assertThat(read(limit).isExceeded(rejects, images)).isEqualTo(exceeded);
    assertThat(read(limit)).hasToString(limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "few", "101%", "-1%", "%", "NaN%", "1.5"})
  void otherWordsAreRefused(String limit) {
    assertThatThrownBy(() -> read(limit)).hasMessageContaining("job.yaml:1: \"maxRejects\"");
  }

  private static RejectLimit read(String limit) {
    return RejectLimit.read(
        ConfigReader.read("maxRejects: \"" + limit + "\"", "job.yaml").get("maxRejects"));
  }
}
