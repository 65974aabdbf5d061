package dev.convoy.job.backward;

import dev.convoy.job.Summary;
import dev.convoy.job.report.Facts;
import dev.convoy.job.report.FirstFilters;
import dev.convoy.job.report.OutputTable;
import dev.convoy.job.report.Surroundings;
import dev.convoy.job.report.TaskLog;
import dev.convoy.job.report.TaskSections;
import dev.convoy.job.report.TaskWork;
import dev.convoy.network.ParameterLayout;
import dev.convoy.report.html.RunReport;
import dev.convoy.report.html.RunReport.Fact;
import dev.convoy.report.html.Section;
import dev.convoy.report.html.StepTimes;
import dev.convoy.report.html.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** The page on a backward run. */
record BackwardReport(
    String title,
    BackwardSummary summary,
    List<BackwardStory> stories,
    TaskLog log,
    long startMillis) {
  RunReport of(JavaSparkContext sc) {
    BackwardStory total = summary.total();
    List<Section> sections = new ArrayList<>();
    sections.add(StepTimes.of(total.times(), total.images()));
    sections.add(gradients());
    FirstFilters.of(
            "The gradient of the first layer's filters",
            summary.network(),
            ParameterLayout.of(summary.network()).scatter(summary.sums()))
        .ifPresent(sections::add);
    Map<Long, TaskWork> works = new LinkedHashMap<>();
    stories.forEach(s -> works.put(s.attempt(), new TaskWork(s.images(), s.times())));
    sections.addAll(TaskSections.of(log.attempts("backward", works)));
    summary
        .output()
        .gradInput()
        .ifPresent(
            folder ->
                sections.add(
                    OutputTable.of(Map.of(BackwardTables.GRAD_INPUT, folder), total.tables())));
    sections.addAll(summary.output().report().ending(Surroundings.of(sc, log.executors())));
    return new RunReport(
        title,
        String.format(
            Locale.ROOT,
            "gradients of %,d weights, summed over %,d images",
            summary.sums().length,
            total.images()),
        false,
        Summary.began(startMillis) + ", forward caches in " + summary.cache().table().folder(),
        facts(total),
        sections);
  }

  private List<Fact> facts(BackwardStory total) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("images", Facts.count(total.images()), ""));
    if (summary.settings().loss() != null) {
      double mean = total.loss().value() / total.images();
      double accuracy = (double) total.correct() / total.images();
      facts.add(new Fact("mean loss", String.format(Locale.ROOT, "%.4f", mean), ""));
      facts.add(new Fact("accuracy", String.format(Locale.ROOT, "%.4f", accuracy), ""));
    }
    facts.add(Facts.seconds(summary.runMillis()));
    return facts;
  }

  private Section gradients() {
    List<List<String>> rows = new ArrayList<>();
    for (ParameterLayout.Entry entry : ParameterLayout.of(summary.network()).entries()) {
      ArrayStatistics of = ArrayStatistics.of(summary.sums(), entry);
      rows.add(
          List.of(
              entry.name(),
              entry.shape().toString(),
              String.format(Locale.ROOT, "%.6g", of.mean()),
              String.format(Locale.ROOT, "%.6g", of.largest()),
              String.format(Locale.ROOT, "%.6g", of.norm())));
    }
    return new Table(
        "Gradients",
        "Sums over all images, not means.",
        List.of("array", "shape", "mean", "largest", "length"),
        rows,
        false);
  }
}
