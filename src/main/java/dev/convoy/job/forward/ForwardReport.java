package dev.convoy.job.forward;

import dev.convoy.job.Summary;
import dev.convoy.job.report.Facts;
import dev.convoy.job.report.FirstFilters;
import dev.convoy.job.report.OutputTable;
import dev.convoy.job.report.Surroundings;
import dev.convoy.job.report.TaskLog;
import dev.convoy.job.report.TaskSections;
import dev.convoy.network.Network;
import dev.convoy.report.html.FeatureMap;
import dev.convoy.report.html.Raster;
import dev.convoy.report.html.RejectGallery;
import dev.convoy.report.html.RunReport;
import dev.convoy.report.html.RunReport.Fact;
import dev.convoy.report.html.Section;
import dev.convoy.report.html.SpecimenSheet;
import dev.convoy.report.html.StepTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** The page on a forward run. */
record ForwardReport(
    ForwardSummary summary, TaskLog log, boolean overMaxRejects, long startMillis) {
  RunReport of(JavaSparkContext sc) {
    List<Section> sections = new ArrayList<>();
    if (total().images() > 0) {
      sections.add(StepTimes.of(total().times(), total().images()));
    }
    rejects().ifPresent(sections::add);
    sections.addAll(pictures());
    sections.addAll(maps());
    FirstFilters.of(network()).ifPresent(sections::add);
    sections.addAll(TaskSections.of(log.attempts("forward", story().works())));
    sections.add(OutputTable.of(summary.work().output().folders(), summary.result().tables()));
    Map<String, String> surroundings = Surroundings.of(sc, log.executors());
    if (!summary.result().exhibits().missing().isEmpty()) {
      surroundings.put("pictures", summary.result().exhibits().missing());
    }
    sections.addAll(summary.work().report().ending(surroundings));
    return new RunReport(
        summary.work().title(),
        Facts.inAndOut(total().images(), total().rejects(), overMaxRejects),
        overMaxRejects,
        Summary.began(startMillis) + ", " + summary.input(),
        facts(),
        sections);
  }

  private Network network() {
    return summary.work().setup().network();
  }

  private SliceResult total() {
    return summary.result().total();
  }

  private ForwardStory story() {
    return summary.result().story();
  }

  private List<Fact> facts() {
    List<Fact> facts = Facts.ofImages(total().images(), total().rejects(), summary.runMillis());
    if (total().labelled() > 0) {
      String labelled = "of " + Facts.count(total().labelled()) + " labelled";
      String accuracy = String.format(Locale.ROOT, "%.4f", summary.accuracy());
      facts.add(3, new Fact("accuracy", accuracy, labelled));
    }
    summary
        .result()
        .growth()
        .map(ForwardResult.Growth::todo)
        .ifPresent(
            todo ->
                facts.add(
                    0,
                    new Fact(
                        "done before",
                        Facts.count(todo.done()),
                        "of " + Facts.count(todo.listed()))));
    return facts;
  }

  private List<Section> pictures() {
    Exhibits exhibits = summary.result().exhibits();
    return exhibits.specimens().isEmpty()
        ? List.of()
        : List.of(new SpecimenSheet(exhibits.specimens()));
  }

  /** One map a tap that was kept. */
  private List<Section> maps() {
    List<Section> maps = new ArrayList<>();
    List<Sampled> sampled = story().sampled();
    PointKind kind = PointKind.of(sampled);
    int at = 0;
    for (String tap : summary.work().sampling(total().images()).taps()) {
      int from = at;
      int to = at + network().shapeOf(tap).length();
      List<FeatureMap.Point> points =
          sampled.stream()
              .map(
                  one ->
                      new FeatureMap.Point(
                          Arrays.copyOfRange(one.features(), from, to),
                          kind.of(one),
                          kind.title(one)))
              .toList();
      FeatureMap.of(tap, kind.word(), points).ifPresent(maps::add);
      at = to;
    }
    return maps;
  }

  private Optional<Section> rejects() {
    Exhibits exhibits = summary.result().exhibits();
    return story()
        .rejects()
        .section(
            summary.work().output().folders().get(ForwardTables.REJECTS),
            reject ->
                new RejectGallery.Sample(
                    reject.path(),
                    reject.size(),
                    reject.reason(),
                    Optional.ofNullable(exhibits.rejects().get(reject.id()))
                        .map(Raster::uri)
                        .orElse(""),
                    exhibits.beginnings().getOrDefault(reject.id(), "")));
  }
}
