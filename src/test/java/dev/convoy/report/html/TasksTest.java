package dev.convoy.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TasksTest {
  private static TaskAttempt attempt(long id, String executor, long start, long end) {
    Map<String, Long> nanos = new LinkedHashMap<>();
    nanos.put("read", 1L);
    nanos.put("compute", 3L);
    return new TaskAttempt(
        id,
        "forward",
        (int) id,
        0,
        executor,
        start,
        end,
        TaskAttempt.Outcome.DONE,
        false,
        5,
        nanos,
        "");
  }

  private static TaskAttempt failed(long id, long start, long end) {
    return new TaskAttempt(
        id,
        "forward",
        0,
        1,
        "executor 1",
        start,
        end,
        TaskAttempt.Outcome.FAILED,
        false,
        0,
        Map.of(),
        "executor lost");
  }

  @Test
  void attemptsOfOneExecutorThatOverlapLieInLanesOfTheirOwn() {
    TaskLanes lanes =
        new TaskLanes(
            List.of(
                attempt(3, "executor 2", 0, 9_000),
                attempt(2, "executor 1", 8_000, 9_000),
                attempt(1, "executor 1", 100, 20_000),
                attempt(0, "executor 1", 0, 8_001)));
    assertThat(lanes.executors())
        .extracting(TaskLanes.Executor::name)
        .containsExactly("executor 1", "executor 2");
    assertThat(lanes.executors().get(0).lanes())
        .extracting(lane -> lane.stream().map(TaskAttempt::id).toList())
        .containsExactly(List.of(0L, 2L), List.of(1L)); // the end of 0 was told a little late
    assertThat(lanes.count()).isEqualTo(3);
  }

  @Test
  void barsLieWhereTheTasksRanAndShowTheirShares() throws Exception {
    Document page =
        Pages.of(
            TaskTimeline.of(
                List.of(
                    attempt(0, "executor 1", 1_000, 5_000),
                    attempt(1, "executor 1", 5_000, 9_000))));
    List<Element> bars = Pages.all(page, "rect");
    assertThat(bars)
        .extracting(bar -> bar.getAttribute("class"))
        .containsExactly("read", "compute", "read", "compute");
    double[] x = bars.stream().mapToDouble(bar -> number(bar, "x")).toArray();
    double[] width = bars.stream().mapToDouble(bar -> number(bar, "width")).toArray();
    assertThat(width[1]).isCloseTo(3 * width[0], within(0.05));
    assertThat(x[2]).isCloseTo(x[0] + width[0] + width[1], within(0.05));
    assertThat(bars.get(0).getTextContent()).contains("forward, task 0: 4.0 s, 5 images");
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void ofManyTasksAllFailuresAndTheLongestAreDrawn() throws Exception {
    List<TaskAttempt> attempts = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      attempts.add(attempt(i, "executor 1", 10L * i, 10L * i + 9));
    }
    attempts.add(failed(20_000, 200_001, 200_002));
    attempts.add(attempt(20_001, "executor 2", 0, 150_000));
    Document page = Pages.of(TaskTimeline.of(attempts));
    List<Element> bars = Pages.all(page, "rect");
    assertThat(bars.size()).isBetween(500, 2_000);
    assertThat(bars).anyMatch(bar -> bar.getAttribute("class").equals("failed"));
    assertThat(bars).anyMatch(bar -> bar.getTextContent().contains("task 20001: 2 min 30 s"));
    assertThat(Pages.all(page, "section").get(0).getTextContent())
        .contains("20,002 attempts", "1 failed", "Drawn are");
  }

  @Test
  void aRunOfNoTimeHasATimelineToo() throws Exception {
    Document page = Pages.of(TaskTimeline.of(List.of(attempt(0, "driver", 7, 7))));
    assertThat(Pages.all(page, "rect")).isNotEmpty();
  }

  @Test
  void spreadNamesTheSlowestAndWhatTookItsTime() {
    List<TaskAttempt> attempts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      attempts.add(attempt(i, "executor 1", 0, 1_000));
    }
    attempts.add(attempt(9, "executor 2", 0, 4_000));
    attempts.add(failed(10, 0, 99_000)); // does not count
    TaskSpread spread = new TaskSpread(attempts);
    assertThat(spread.isWorthShowing()).isTrue();
    assertThat(spread.intro())
        .isEqualTo(
            "The slowest of 10 tasks took 4.0 times the median; 75.0 % of its time was compute.");
    assertThat(spread.slowest().get(0).executor()).isEqualTo("executor 2");
    assertThat(new TaskSpread(attempts.subList(0, 1)).isWorthShowing()).isFalse();
  }
}
