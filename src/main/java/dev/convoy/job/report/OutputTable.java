package dev.convoy.job.report;

import dev.convoy.report.html.Section;
import dev.convoy.report.html.Table;
import dev.convoy.store.TableCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The section on the tables that a run wrote. */
public final class OutputTable {
  private OutputTable() {}

  /**
   * The section.
   *
   * @param folders by table
   * @param counts by table
   */
  public static Section of(Map<String, String> folders, Map<String, TableCount> counts) {
    List<List<String>> rows = new ArrayList<>();
    folders.forEach(
        (table, folder) -> {
          TableCount count = counts.get(table);
          rows.add(
              List.of(
                  table,
                  folder,
                  Facts.count(count.rows()),
                  Facts.count(count.files()),
                  String.format(Locale.ROOT, "%,.1f", count.bytes() / 1e6)));
        });
    return new Table(
        "What was written", "", List.of("table", "folder", "rows", "files", "MB"), rows, false);
  }
}
