package dev.convoy.job.report;

import dev.convoy.report.html.Section;
import dev.convoy.report.html.TaskAttempt;
import dev.convoy.report.html.TaskSpread;
import dev.convoy.report.html.TaskTimeline;
import java.util.ArrayList;
import java.util.List;

/** The sections on a run's tasks: when they ran, and how evenly work was dealt out. */
public final class TaskSections {
  private TaskSections() {}

  public static List<Section> of(List<TaskAttempt> attempts) {
    List<Section> sections = new ArrayList<>();
    if (!attempts.isEmpty()) {
      sections.add(TaskTimeline.of(attempts));
    }
    TaskSpread spread = new TaskSpread(attempts);
    if (spread.isWorthShowing()) {
      sections.add(spread);
    }
    return sections;
  }
}
