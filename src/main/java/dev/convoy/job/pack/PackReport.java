package dev.convoy.job.pack;

import dev.convoy.job.Summary;
import dev.convoy.job.report.Facts;
import dev.convoy.job.report.OutputTable;
import dev.convoy.job.report.Surroundings;
import dev.convoy.job.report.TaskLog;
import dev.convoy.job.report.TaskSections;
import dev.convoy.job.report.TaskWork;
import dev.convoy.report.html.RunReport;
import dev.convoy.report.html.Section;
import dev.convoy.report.html.StepTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** The page on a pack run. */
record PackReport(
    PackJob job,
    PackResult total,
    Map<Long, TaskWork> works,
    TaskLog log,
    boolean overMaxRejects,
    long startMillis,
    long runMillis) {
  RunReport of(JavaSparkContext sc) {
    List<Section> sections = new ArrayList<>();
    sections.add(StepTimes.of(total.times(), total.images()));
    total
        .rejectKinds()
        .section(job.output().folders().get(PackTables.REJECTS))
        .ifPresent(sections::add);
    sections.addAll(TaskSections.of(log.attempts("pack", works)));
    sections.add(OutputTable.of(job.output().folders(), total.tables()));
    sections.addAll(job.output().report().ending(Surroundings.of(sc, log.executors())));
    return new RunReport(
        job.title(),
        Facts.inAndOut(total.images(), total.rejects(), overMaxRejects),
        overMaxRejects,
        Summary.began(startMillis) + ", " + job.settings().describe(),
        Facts.ofImages(total.images(), total.rejects(), runMillis),
        sections);
  }
}
