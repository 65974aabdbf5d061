package dev.convoy.report.html;

/**
 * One picture under a heading.
 *
 * @param uri a data URI
 * @param wide whether it takes the page's whole width
 */
public record PictureSection(String heading, String intro, String uri, String alt, boolean wide)
    implements Section {
  @Override
  public String template() {
    return "picture";
  }
}
