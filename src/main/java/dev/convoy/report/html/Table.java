package dev.convoy.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows of text under a heading.
 *
 * @param columns their titles; none for pairs of name and value
 * @param folded whether a reader unfolds it first
 */
public record Table(
    String heading, String intro, List<String> columns, List<List<String>> rows, boolean folded)
    implements Section {
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Names and values, folded. */
  public static Table ofPairs(String heading, String intro, Map<String, String> pairs) {
    List<List<String>> rows = new ArrayList<>();
    pairs.forEach((name, value) -> rows.add(List.of(name, value)));
    return new Table(heading, intro, List.of(), rows, true);
  }

  boolean titled() {
    return !columns.isEmpty();
  }

  @Override
  public String template() {
    return "table";
  }
}
