package dev.convoy.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** When each task ran and where, drawn as bars over time. */
public final class TaskTimeline implements Section {
  private static final double WIDTH = 1000; // of the drawing, in its own units, as all sizes here
  private static final double LEFT = 118;
  private static final double TOP = 22;
  private static final double MOST_HEIGHT = 640; // of all lanes
  private static final double LANE = 16;
  private static final double EXECUTOR_GAP = 6;
  private static final double SMALLEST_BAR = 0.6;
  private static final int MOST_BARS = 1_500;
  private static final int MOST_SEGMENTED = 400; // bars that show their steps
  private static final int TICKS = 8;

  /** A rectangle; {@code style} is a class of the style sheet. */
  record Bar(double x, double y, double width, double height, String style, String title) {
    String at() {
      return String.format(
          Locale.ROOT, "x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"", x, y, width, height);
    }
  }

  /** A label, or where one stands. */
  record Mark(double x, double y, String text) {
    String atX() {
      return Words.number("%.2f", x);
    }

    String atY() {
      return Words.number("%.2f", y);
    }
  }

  private final List<TaskAttempt> all;
  private final List<TaskAttempt> shown;
  private final List<Bar> bars = new ArrayList<>();
  private final List<Mark> ticks = new ArrayList<>();
  private final List<Mark> names = new ArrayList<>();
  private final long begin;
  private final double seconds;
  private final double busy;
  private double height;

  private TaskTimeline(List<TaskAttempt> attempts) {
    all = attempts;
    shown = shown(attempts);
    begin = attempts.stream().mapToLong(TaskAttempt::startMillis).min().orElse(0);
    long end = attempts.stream().mapToLong(TaskAttempt::endMillis).max().orElse(0);
    seconds = Math.max(1e-3, (end - begin) / 1e3);
    int lanes = new TaskLanes(attempts).count();
    busy = attempts.stream().mapToDouble(TaskAttempt::seconds).sum() / (lanes * seconds);
    place(new TaskLanes(shown));
    placeTicks();
  }

  /**
   * The timeline of a run.
   *
   * @param attempts at least one
   */
  public static TaskTimeline of(List<TaskAttempt> attempts) {
    return new TaskTimeline(List.copyOf(attempts));
  }

  /** All attempts where they can be told apart; else what failed, the longest, and some others. */
  private static List<TaskAttempt> shown(List<TaskAttempt> attempts) {
    if (attempts.size() <= MOST_BARS) {
      return attempts;
    }
    Set<TaskAttempt> kept = new HashSet<>();
    attempts.stream().filter(a -> !a.isDone()).limit(MOST_BARS / 3).forEach(kept::add);
    attempts.stream()
        .sorted(Comparator.comparingDouble(TaskAttempt::seconds).reversed())
        .limit(MOST_BARS / 3)
        .forEach(kept::add);
    int step = attempts.size() / (MOST_BARS / 3);
    for (int i = 0; i < attempts.size(); i += step) {
      kept.add(attempts.get(i));
    }
    return attempts.stream().filter(kept::contains).toList();
  }

  private void place(TaskLanes lanes) {
    double lane = Math.min(LANE, MOST_HEIGHT / Math.max(1, lanes.count()));
    double y = TOP;
    for (TaskLanes.Executor executor : lanes.executors()) {
      names.add(new Mark(LEFT - 8, y + lane * executor.lanes().size() / 2 + 4, executor.name()));
      for (List<TaskAttempt> attempts : executor.lanes()) {
        for (TaskAttempt attempt : attempts) {
          place(attempt, y, lane * 0.86);
        }
        y += lane;
      }
      y += EXECUTOR_GAP;
    }
    height = y + 4;
  }

  private void place(TaskAttempt attempt, double y, double barHeight) {
    double x = x(attempt.startMillis());
    double width = Math.max(SMALLEST_BAR, x(attempt.endMillis()) - x);
    String title = title(attempt);
    boolean plain = !attempt.isDone() || attempt.nanos().isEmpty();
    if (plain || shown.size() > MOST_SEGMENTED) {
      String style =
          plain ? attempt.outcome().name().toLowerCase(Locale.ROOT) : attempt.longestStep();
      bars.add(new Bar(x, y, width, barHeight, style, title));
      return;
    }
    for (String step : attempt.nanos().keySet()) {
      double part = width * attempt.share(step);
      if (part > 0) {
        bars.add(new Bar(x, y, part, barHeight, step, title));
        x += part;
      }
    }
  }

  private double x(long millis) {
    return LEFT + (millis - begin) / 1e3 / seconds * (WIDTH - LEFT - 10);
  }

  private static String title(TaskAttempt a) {
    StringBuilder title = new StringBuilder();
    title.append(a.stage()).append(", task ").append(a.index());
    title.append(a.attempt() > 0 ? ", attempt " + (a.attempt() + 1) : "");
    title.append(a.speculative() ? ", speculative" : "");
    title.append(": ").append(Words.seconds(a.seconds()));
    if (a.images() > 0) {
      title.append(String.format(Locale.ROOT, ", %,d images", a.images()));
      for (Map.Entry<String, Long> step : a.nanos().entrySet()) {
        title.append("\n").append(step.getKey()).append(' ');
        title.append(Words.seconds(step.getValue() / 1e9));
      }
    }
    if (!a.error().isEmpty()) {
      title.append("\n").append(a.error());
    }
    return title.toString();
  }

  private void placeTicks() {
    double rough = seconds / TICKS;
    double power = Math.pow(10, Math.floor(StrictMath.log10(rough)));
    double step = rough / power > 5 ? 10 * power : rough / power > 2 ? 5 * power : 2 * power;
    for (int i = 0; i * step <= seconds * 1.0001; i++) {
      ticks.add(new Mark(x(begin + Math.round(i * step * 1e3)), TOP - 8, tick(i * step)));
    }
  }

  private String tick(double at) {
    return seconds < 2 ? Words.number("%.1f s", at) : Words.number("%,.0f s", at);
  }

  List<Bar> bars() {
    return bars;
  }

  List<Mark> ticks() {
    return ticks;
  }

  List<Mark> names() {
    return names;
  }

  String viewBox() {
    return Words.number("0 0 1000 %.0f", height);
  }

  String bottom() {
    return Words.number("%.0f", height - 4);
  }

  @Override
  public String heading() {
    return "Tasks over time";
  }

  @Override
  public String intro() {
    long failed = all.stream().filter(a -> a.outcome() == TaskAttempt.Outcome.FAILED).count();
    long ended = all.stream().filter(a -> a.outcome() == TaskAttempt.Outcome.ENDED).count();
    String story =
        String.format(
            Locale.ROOT,
            "%,d attempts of tasks in %s; task slots were busy %s of that time.",
            all.size(),
            Words.seconds(seconds),
            Words.percent(Math.min(1, busy)));
    if (failed + ended > 0) {
      story += String.format(Locale.ROOT, " %,d failed, %,d were ended.", failed, ended);
    }
    if (shown.size() < all.size()) {
      story +=
          String.format(
              Locale.ROOT,
              " Drawn are %,d: what failed, the longest, and an even choice of the others.",
              shown.size());
    }
    return story
        + (shown.size() > MOST_SEGMENTED
            ? " A bar has the colour of its longest step."
            : " Colours are a task's shares of its steps, not their order.");
  }

  @Override
  public String template() {
    return "timeline";
  }
}
