package dev.convoy.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class RunReportTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\" onload='x' {{title}} & \u0001\u0000 \ud83d\ude80";

  /** Every kind of section, with names that a page must survive. */
  private static RunReport hostile() {
    Map<String, Long> nanos = new LinkedHashMap<>();
    nanos.put("read", 1_000_000_000L);
    nanos.put(HOSTILE, 3_000_000_000L);
    TaskAttempt done =
        new TaskAttempt(
            1, HOSTILE, 0, 0, HOSTILE, 0, 900, TaskAttempt.Outcome.DONE, false, 9, nanos, "");
    TaskAttempt failed =
        new TaskAttempt(
            2, "s", 1, 1, HOSTILE, 5, 70, TaskAttempt.Outcome.FAILED, true, 0, Map.of(), HOSTILE);
    TaskAttempt later =
        new TaskAttempt(
            3, "s", 2, 0, HOSTILE, 950, 999, TaskAttempt.Outcome.DONE, false, 9, nanos, "");
    Raster raster = new Raster(1, 2, 3, new byte[6]);
    TapValues vector = TapValues.ofVector(HOSTILE, Shape.of(2), new float[] {1, 2});
    List<FeatureMap.Point> points =
        IntStream.range(0, 5)
            .mapToObj(i -> new FeatureMap.Point(new float[] {i, i * i, 1}, HOSTILE, HOSTILE))
            .toList();
    List<Section> sections = new ArrayList<>();
    sections.add(StepTimes.of(nanos, 7));
    sections.add(TaskTimeline.of(List.of(done, failed, later)));
    sections.add(new TaskSpread(List.of(done, failed, later)));
    sections.add(
        new RejectGallery(
            List.of(
                new RejectGallery.Group(
                    HOSTILE,
                    HOSTILE,
                    2,
                    List.of(
                        new RejectGallery.Sample(HOSTILE, -1, HOSTILE, "", HOSTILE),
                        new RejectGallery.Sample(HOSTILE, 7, HOSTILE, raster.uri(), "")))),
            2,
            HOSTILE));
    sections.add(new SpecimenSheet(List.of(new Specimen(HOSTILE, 3, raster, List.of(vector)))));
    sections.add(FeatureMap.of(HOSTILE, HOSTILE, points).orElseThrow());
    sections.add(new FilterSheet(HOSTILE, HOSTILE, new Tensor(Shape.of(1, 2, 1, 2), new float[4])));
    sections.add(Table.ofPairs(HOSTILE, HOSTILE, Map.of(HOSTILE, HOSTILE)));
    sections.add(
        new Table("t", "", List.of(HOSTILE, "b"), List.of(List.of(HOSTILE, HOSTILE)), false));
    sections.add(new PictureSection("p", "", raster.uri(), HOSTILE, true));
    return new RunReport(
        HOSTILE,
        HOSTILE,
        true,
        HOSTILE,
        List.of(new RunReport.Fact(HOSTILE, HOSTILE, HOSTILE)),
        sections);
  }

  @Test
  void noNameCanBreakThePage() throws Exception {
    Document page = Pages.parse(hostile().toHtml());
    assertThat(Pages.all(page, "section")).hasSize(10);
    assertThat(Pages.all(page, "script")).isEmpty();
    for (Element element : Pages.all(page, "*")) {
      assertThat(element.hasAttribute("onload")).isFalse();
    }
    assertThat(Pages.all(page, "h1").get(0).getTextContent())
        .isEqualTo(HOSTILE.replace("\u0001\u0000", "\ufffd\ufffd"));
  }

  @Test
  void thePageAsksForNothingElse() throws Exception {
    byte[] html = hostile().toHtml();
    assertThat(new String(html, StandardCharsets.UTF_8))
        .contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"")
        .doesNotContain("http://", "https://", "url(", "@import");
    Document page = Pages.parse(html);
    assertThat(Pages.all(page, "img"))
        .isNotEmpty()
        .allSatisfy(img -> assertThat(img.getAttribute("src")).startsWith("data:image/png;base64"));
    assertThat(Pages.all(page, "link")).isEmpty();
    assertThat(Pages.all(page, "a"))
        .allSatisfy(a -> assertThat(a.getAttribute("href")).startsWith("#"));
  }

  @Test
  void everyLinkLeadsToASection() throws Exception {
    Document page = Pages.parse(hostile().toHtml());
    List<String> ids =
        Pages.all(page, "section").stream()
            .map(section -> "#" + section.getAttribute("id"))
            .toList();
    assertThat(Pages.all(page, "a"))
        .extracting(a -> a.getAttribute("href"))
        .containsExactlyElementsOf(ids);
  }

  @Test
  void templateThatNamesNothingIsAnError() {
    assertThatThrownBy(() -> Templates.render("steps", "a view without steps"))
        .hasMessageContaining("steps");
    assertThatThrownBy(() -> Templates.render("nowhere", "")).hasMessageContaining("nowhere");
  }
}
