package dev.convoy.report.html;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a run did, for a person: headline numbers, then sections. {@link #toHtml} makes one page
 * that is whole in itself; it may be mailed, archived, or opened from any disk.
 *
 * @param title of the job, for instance {@code forward, network fashion}
 * @param outcome one sentence: how it ended
 * @param limitExceeded whether that is a warning
 * @param began date and time in words
 * @param facts the numbers to see first
 * @param sections in the order they are to stand
 */
public record RunReport(
    String title,
    String outcome,
    boolean limitExceeded,
    String began,
    List<Fact> facts,
    List<Section> sections) {
  public static final String FILE_NAME = "report.html";

  /**
   * A number to see first.
   *
   * @param value for instance {@code 1,000}
   * @param note small, below it; may be empty
   */
  public record Fact(String name, String value, String note) {}

  public RunReport {
    facts = List.copyOf(facts);
    sections = List.copyOf(sections);
  }

  /** The page, UTF-8. */
  public byte[] toHtml() {
    return Templates.render("page", new View(this)).getBytes(StandardCharsets.UTF_8);
  }

  /** What the page's template sees. */
  private record View(RunReport report) {
    List<Body> bodies() {
      return report.sections.stream()
          .map(section -> new Body(section, Templates.render(section.template(), section)))
          .toList();
    }
  }

  /** A section with its template filled in. */
  private record Body(Section section, String html) {}
}
