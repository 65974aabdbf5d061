package dev.convoy.job.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.SparkTest;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardReportIT extends SparkTest {
  private static final String EDGES =
      """
      job: forward
      input: {images: data-samples/photos}
      network: conf/networks/edges.yaml
      taps: [map, strength]
      """;
  private static final String FASHION =
      """
      job: forward
      input: {images: data-samples/fashion-mnist/images, labels: data-samples/fashion-mnist/labels.csv}
      network: conf/networks/fashion.yaml
      taps: [dense1, logits]
      """;

  @TempDir Path folder;

  private JobOutcome run(String job, String... overrides) {
    ConfigNode file = ConfigReader.read(job, "job.yaml");
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return new ForwardKind().read(file).run(spark(), Progress.SILENT);
  }

  private String report(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** The sections that must not depend on the cluster, one string each. */
  private static List<String> sections(String page, String... anchors) {
    List<String> sections = new ArrayList<>();
    for (String anchor : anchors) {
      int from = page.indexOf("<section id=\"" + anchor + "\">");
      assertThat(from).as("section %s", anchor).isPositive();
      sections.add(page.substring(from, page.indexOf("</section>", from)));
    }
    return sections;
  }

  private static int count(String page, String what) {
    Matcher matcher = Pattern.compile(what).matcher(page);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  @Test
  void photosAreShownWithTheirMapsAndRejectsWithWhatIsLeftOfThem() throws IOException {
    JobOutcome outcome = run(EDGES, "output.features=" + folder.resolve("f"), "maxRejects=2");
    assertThat(outcome.summary()).anyMatch(line -> line.matches("  report .*/report.html"));
    String page = report("report.html");
    assertThat(page)
        .contains("17 images in = 14 rows + 3 rejects, more than maxRejects allows")
        .contains("1 at decode: empty file (0 bytes)")
        .contains("74 68 69 73 20") // how the text file begins
        .contains("<td>maxRejects</td><td>2</td>", "<td>input.images</td>", "<td>spark</td>");
    List<String> shown = sections(page, "rejects", "images-and-what-they-gave");
    assertThat(count(shown.get(0), "<img ")).isEqualTo(1); // the photo that was cut off
    assertThat(count(shown.get(1), "<figure>")).isEqualTo(8);
    assertThat(count(shown.get(1), "alt=\"features at map\"")).isEqualTo(8);
    assertThat(shown.get(1)).contains("[32, 32, 4], channels 0, 1, 2, 3");
    sections(page, "a-map-of-map", "a-map-of-strength", "the-first-layer-s-filters");
    sections(page, "where-the-time-went", "tasks-over-time", "what-was-written");
  }

  @Test
  void picturesAreTheSameOnAnyCluster() throws IOException {
    run(FASHION, "output.features=" + folder.resolve("1/f"), "partitions=1", "batchSize=64");
    run(FASHION, "output.features=" + folder.resolve("7/f"), "partitions=7", "batchSize=5");
    String[] pictures = {"images-and-what-they-gave", "a-map-of-dense1", "a-map-of-logits"};
    List<String> one = sections(report("1/report.html"), pictures);
    assertThat(one).isEqualTo(sections(report("7/report.html"), pictures));
    assertThat(count(one.get(1), "<circle ")).isEqualTo(1_000);
    assertThat(one.get(1)).contains("label 9").contains("00123.png\nlabel ");
    assertThat(report("7/report.html")).contains("The slowest of 7 tasks took");
  }

  @Test
  void runThatDoesWhatIsMissingTellsWhatWasThere() throws IOException {
    String features = "output.features=" + folder.resolve("f");
    run(FASHION, features, "onlyNew=true", "commitEvery=300");
    String first = report("report.html");
    assertThat(count(sections(first, "a-map-of-logits").get(0), "<circle ")).isEqualTo(1_000);
    assertThat(count(first, "<figure>")).isEqualTo(8);
    run(FASHION, features, "onlyNew=true");
    assertThat(report("report.html"))
        .contains("<span>done before</span><b>1,000</b><span>of 1,000</span>")
        .contains("0 images in = 0 rows + 0 rejects")
        .doesNotContain("<figure>");
  }

  @Test
  void noneIsMadeWhereNoneIsWanted() {
    JobOutcome outcome = run(EDGES, "output.features=" + folder.resolve("f"), "output.report=none");
    assertThat(outcome.summary()).noneMatch(line -> line.contains("report"));
    assertThat(folder.resolve("report.html")).doesNotExist();
    assertThat(Path.of("none")).doesNotExist();
  }

  @Test
  void reportThatCannotBeWrittenIsNoReasonToLoseTheRun() throws IOException {
    Files.writeString(folder.resolve("taken"), "a file, where a folder would have to be");
    JobOutcome outcome =
        run(
            EDGES,
            "output.features=" + folder.resolve("f"),
            "output.report=" + folder.resolve("taken/report.html"));
    assertThat(outcome.summary()).anyMatch(line -> line.contains("report    not written: "));
    assertThat(folder.resolve("f/_manifest.json")).exists();
    assertThat(folder.resolve("run.json")).exists();
  }
}
