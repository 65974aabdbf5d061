package dev.convoy.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the tasks' time went, step by step: read, decode, compute, write.
 *
 * @param steps in the order an image takes them
 * @param seconds of all tasks
 */
public record StepTimes(List<Step> steps, double seconds) implements Section {
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * A step.
   *
   * @param name for instance {@code decode}; the style sheet knows its colour by it
   * @param share of all steps' time, 0 to 1
   * @param imagesPerSecond that one core would do if it did this step alone
   */
  public record Step(String name, double seconds, double share, double imagesPerSecond) {
    String percent() {
      return Words.number("%.2f", 100 * share);
    }

    String shareWords() {
      return Words.percent(share);
    }

    String secondsWords() {
      return Words.seconds(seconds);
    }

    String rate() {
      return seconds > 0 ? String.format(Locale.ROOT, "%,.0f", imagesPerSecond) : "—";
    }

    String millisPerImage() {
      return imagesPerSecond > 0 ? Words.number("%,.3f", 1e3 / imagesPerSecond) : "—";
    }
  }

  /**
   * The same, from what tasks measured.
   *
   * @param nanos of all tasks by step
   * @param images that took these steps
   */
  public static StepTimes of(Map<String, Long> nanos, long images) {
    double all = nanos.values().stream().mapToDouble(n -> n / NANOS_PER_SECOND).sum();
    List<Step> steps = new ArrayList<>();
    nanos.forEach(
        (name, n) -> {
          double seconds = n / NANOS_PER_SECOND;
          double rate = seconds > 0 ? images / seconds : 0;
          steps.add(new Step(name, seconds, all > 0 ? seconds / all : 0, rate));
        });
    return new StepTimes(steps, all);
  }

  @Override
  public String heading() {
    return "Where the time went";
  }

  @Override
  public String intro() {
    return "Seconds of all tasks, "
        + Words.seconds(seconds)
        + " in all. A rate is what one core would do if it did nothing but this step.";
  }

  @Override
  public String template() {
    return "steps";
  }
}
