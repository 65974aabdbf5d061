package dev.convoy.report.html;

import java.util.Locale;

/** A part of a report under a heading of its own; what its template shows are its methods. */
public interface Section {
  String heading();

  /** A sentence or two on how to read it; may be empty. */
  String intro();

  /** Name of its template: {@code timeline} for {@code timeline.mustache}. */
  String template();

  /** Where links to it lead, for instance {@code where-the-time-went}. */
  default String anchor() {
    return heading().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
