package dev.convoy.report.html;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How evenly the work was dealt out: the spread of the tasks' times, and the slowest of them. */
public final class TaskSpread implements Section {
  private static final int SLOWEST = 5;
  private static final double SKEWED = 2; // the slowest task against the median

  private final List<TaskAttempt> byTime;

  /**
   * The spread of a run's tasks.
   *
   * @param attempts those without images, and those that failed, do not count
   */
  public TaskSpread(List<TaskAttempt> attempts) {
    byTime =
        attempts.stream()
            .filter(a -> a.isDone() && a.images() > 0)
            .sorted(Comparator.comparingDouble(TaskAttempt::seconds))
            .toList();
  }

  /** Whether there is anything to compare. */
  public boolean isWorthShowing() {
    return byTime.size() > 1;
  }

  /** A point of the distribution. */
  record Quantile(String name, String value) {}

  List<Quantile> quantiles() {
    return List.of(
        new Quantile("fastest", at(0)),
        new Quantile("quarter", at(0.25)),
        new Quantile("median", at(0.5)),
        new Quantile("three quarters", at(0.75)),
        new Quantile("95 %", at(0.95)),
        new Quantile("slowest", at(1)));
  }

  private String at(double share) {
    return Words.seconds(quantile(share));
  }

  private double quantile(double share) {
    return byTime.get((int) Math.round(share * (byTime.size() - 1))).seconds();
  }

  /** A slow task. */
  record Slow(String task, String executor, String images, String seconds, String steps) {}

  List<Slow> slowest() {
    return byTime.stream()
        .sorted(Comparator.comparingDouble(TaskAttempt::seconds).reversed())
        .limit(SLOWEST)
        .map(TaskSpread::slow)
        .toList();
  }

  private static Slow slow(TaskAttempt a) {
    StringBuilder steps = new StringBuilder();
    a.nanos()
        .forEach(
            (step, nanos) ->
                steps
                    .append(steps.isEmpty() ? "" : ", ")
                    .append(step)
                    .append(' ')
                    .append(Words.seconds(nanos / 1e9)));
    return new Slow(
        a.stage() + ", task " + a.index(),
        a.executor(),
        String.format(Locale.ROOT, "%,d", a.images()),
        Words.seconds(a.seconds()),
        steps.toString());
  }

  @Override
  public String heading() {
    return "How evenly";
  }

  @Override
  public String intro() {
    double ratio = quantile(1) / Math.max(1e-3, quantile(0.5));
    TaskAttempt worst = byTime.get(byTime.size() - 1);
    String verdict =
        String.format(
            Locale.ROOT,
            "The slowest of %,d tasks took %.1f times the median",
            byTime.size(),
            ratio);
    return ratio < SKEWED || worst.longestStep().isEmpty()
        ? verdict + "."
        : verdict
            + String.format(
                Locale.ROOT,
                "; %s of its time was %s.",
                Words.percent(worst.share(worst.longestStep())),
                worst.longestStep());
  }

  @Override
  public String template() {
    return "spread";
  }
}
