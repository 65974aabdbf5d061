package dev.convoy.job.train;

import dev.convoy.job.Summary;
import dev.convoy.job.report.Facts;
import dev.convoy.job.report.FirstFilters;
import dev.convoy.job.report.Surroundings;
import dev.convoy.job.report.TaskLog;
import dev.convoy.network.Network;
import dev.convoy.report.curves.EpochMetrics;
import dev.convoy.report.html.DataUri;
import dev.convoy.report.html.PictureSection;
import dev.convoy.report.html.RunReport;
import dev.convoy.report.html.RunReport.Fact;
import dev.convoy.report.html.Section;
import dev.convoy.report.html.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** The page on a training. */
record TrainReport(
    String title, TrainSummary summary, TaskLog log, boolean overMaxRejects, long startMillis) {
  RunReport of(JavaSparkContext sc) {
    TrainJob.Loaded loaded = summary.loaded();
    Network before = summary.setup().network();
    Network after = summary.trainer().network(summary.state());
    List<Section> sections = new ArrayList<>();
    curves().ifPresent(sections::add);
    sections.add(epochs());
    FirstFilters.of("The first layer's filters, trained", after, after.weights())
        .ifPresent(sections::add);
    FirstFilters.of("The first layer's filters, before", before, before.weights())
        .ifPresent(sections::add);
    loaded.rejectKinds().section(summary.output().rejects()).ifPresent(sections::add);
    sections.addAll(summary.output().report().ending(Surroundings.of(sc, log.executors())));
    return new RunReport(
        title,
        String.format(
                Locale.ROOT,
                "%,d images in = %,d to train on + %,d to evaluate on + %,d rejects",
                loaded.images(),
                loaded.used(),
                loaded.tested(),
                loaded.rejects())
            + (overMaxRejects ? ", more than maxRejects allows" : ""),
        overMaxRejects,
        Summary.began(startMillis) + ", " + summary.sources().describe(),
        facts(),
        sections);
  }

  private List<EpochMetrics> metrics() {
    return summary.state().metrics();
  }

  private List<Fact> facts() {
    EpochMetrics last = metrics().get(metrics().size() - 1);
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("loss", number(last.trainLoss()), "in training, the last epoch"));
    facts.add(new Fact("accuracy", number(last.trainAccuracy()), "in training, the last epoch"));
    if (!Double.isNaN(last.testLoss())) {
      facts.add(new Fact("test loss", number(last.testLoss()), ""));
      facts.add(new Fact("test accuracy", number(last.testAccuracy()), ""));
    }
    facts.add(new Fact("images/s", Facts.count((long) summary.imagesPerSecond()), "in training"));
    facts.add(Facts.seconds(summary.runMillis()));
    return facts;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** Empty on a JVM that cannot draw, as the summary says. */
  private Optional<Section> curves() {
    return summary.drawn().isDrawn()
        ? Optional.of(
            new PictureSection(
                "Learning curves",
                "",
                DataUri.ofSvg(summary.drawn().svg()),
                "loss and accuracy by epoch",
                true))
        : Optional.empty();
  }

  private Section epochs() {
    List<List<String>> rows = new ArrayList<>();
    for (EpochMetrics epoch : metrics()) {
      rows.add(
          List.of(
              Integer.toString(epoch.epoch()),
              number(epoch.trainLoss()),
              number(epoch.trainAccuracy()),
              number(epoch.testLoss()),
              number(epoch.testAccuracy()),
              String.format(Locale.ROOT, "%.6g", epoch.learningRate())));
    }
    return new Table(
        "Epoch by epoch",
        "",
        List.of("epoch", "loss", "accuracy", "test loss", "test accuracy", "learning rate"),
        rows,
        false);
  }
}
