package dev.convoy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table that reads well as text, too: columns as wide as their widest cell. */
final class Markdown {
  private final List<List<String>> rows = new ArrayList<>();

  Markdown(List<String> heads) {
    rows.add(heads);
  }

  /** A cell of one or more numbers, in the same form everywhere. */
  static String number(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  void row(List<String> cells) {
    rows.add(cells);
  }

  String text() {
    List<String> heads = rows.get(0);
    int[] widths = new int[heads.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    append(text, heads, widths);
    for (int width : widths) {
      text.append('|').append("-".repeat(width + 2));
    }
    text.append("|\n");
    rows.subList(1, rows.size()).forEach(row -> append(text, row, widths));
    return text.toString();
  }

  private static void append(StringBuilder text, List<String> cells, int[] widths) {
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      text.append("| ").append(cell).append(" ".repeat(widths[column] - cell.length() + 1));
    }
    text.append("|\n");
  }
}
