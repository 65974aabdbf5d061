package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartClockTest {
  private final AtomicLong now = new AtomicLong(100_000);

  @Test
  void sparksStartIsTheWayToMainAndTheSession() {
    StartClock clock = new StartClock(now::get, 99_000);
    now.addAndGet(500); // reads the job file
    clock.sparkBegins();
    now.addAndGet(2_000);
    clock.sparkIsReady();
    now.addAndGet(4_000);
    assertThat(clock.summary()).isEqualTo("total 7.5 s, of which 3.0 s were Spark's start");
  }

  @Test
  void startInTheFutureCountsFromMain() {
    assertThat(new StartClock(now::get, 200_000).summary())
        .isEqualTo("total 0.0 s, of which 0.0 s were Spark's start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "99999999999999999999", "1.5"})
  void startThatIsNoNumberIsTheJvmsOwn(String started) {
    String summary = StartClock.of(Map.of(StartClock.STARTED, started)).summary();
    assertThat(summary).matches("total .* s, of which .* were Spark's start");
    assertThat(summary).doesNotContain(" h "); // since 1970 it would be many
  }
}
