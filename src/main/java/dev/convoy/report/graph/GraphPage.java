package dev.convoy.report.graph;

import dev.convoy.report.graph.GraphRows.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph on a page: a long one goes on in another column. A column ends below a row of one box,
 * whose readers then begin at the top of the next.
 */
final class GraphPage {
  static final double HEAD_HEIGHT = 34; // pixels, as all sizes here
  static final double STRIP_HEIGHT = 16;
  static final double STRIP_GAP = 1.5;

  private static final double ROW_GAP = 29;
  private static final double COLUMN_GAP = 56;
  private static final double TALL = 1.25; // height by width that looks best
  private static final double EMPTY = 2; // how much worse empty columns look than a wrong height
  private static final double LEAST_HEIGHT = 900; // of a column that goes on in another
  private static final int TRIED_HEIGHTS = 96;

  /** Rows from {@code first} on, {@code end} not included; {@code shift} takes 0 to its trunk. */
  record Column(int first, int end, double left, double right, double shift) {}

  private final List<GraphBox> boxes;
  private final GraphRows graph;
  private final GraphPlaces places;
  private final double boxWidth;
  private final double[] rowHeights;
  private List<Column> columns = List.of();

  GraphPage(List<GraphBox> boxes, double boxWidth) {
    this.boxes = boxes;
    this.boxWidth = boxWidth;
    this.graph = new GraphRows(boxes.stream().map(GraphBox::inputs).toList());
    this.places = new GraphPlaces(graph, boxes.size(), boxWidth);
    this.rowHeights =
        graph.rows().stream()
            .mapToDouble(
                row ->
                    row.stream()
                        .filter(item -> !item.lane())
                        .mapToDouble(item -> height(item.box()))
                        .max()
                        .orElse(0))
            .toArray();
    List<Double> sections = sections();
    double shortest = sections.stream().mapToDouble(section -> section).max().orElse(0);
    double all = sections.stream().mapToDouble(section -> section).sum();
    double best = Double.POSITIVE_INFINITY;
    int fewest = Integer.MAX_VALUE;
    for (int share = 1; share <= TRIED_HEIGHTS && fewest > 1; share++) {
      double columnHeight = all * share / TRIED_HEIGHTS;
      List<Column> tried = split(Math.max(shortest, Math.max(columnHeight, LEAST_HEIGHT)));
      double empty = 1 - all / (tried.size() * height(tried));
      double badness = Math.abs(Math.log(height(tried) / width(tried) / TALL)) + EMPTY * empty;
      if (tried.size() < fewest && badness < best) { // the lowest columns of their number
        best = badness;
        columns = tried;
      }
      fewest = Math.min(fewest, tried.size());
    }
  }

  GraphRows graph() {
    return graph;
  }

  List<Column> columns() {
    return columns;
  }

  /** Height of a box with its strips. */
  double height(int box) {
    return HEAD_HEIGHT + (boxes.get(box).nodes().size() - 1) * (STRIP_HEIGHT + STRIP_GAP);
  }

  /** The column of a row. */
  int columnOf(int row) {
    int column = 0;
    while (row >= columns.get(column).end) {
      column++;
    }
    return column;
  }

  /** The middle of an item. */
  double x(Item item) {
    return places.x(item) + columns.get(columnOf(item.row())).shift;
  }

  /** Where a row begins. */
  double top(int row) {
    double top = ROW_GAP;
    for (int above = columns.get(columnOf(row)).first; above < row; above++) {
      top += rowHeights[above] + ROW_GAP;
    }
    return top;
  }

  /** Where the gap above a row begins; boxes may end before. */
  double gapAbove(int row) {
    return top(row) - ROW_GAP;
  }

  double width() {
    return width(columns);
  }

  double height() {
    return height(columns);
  }

  /** Heights of the rows between two ends that a column may have. */
  private List<Double> sections() {
    List<Double> sections = new ArrayList<>();
    double height = 0;
    for (int row = 0; row < rowHeights.length; row++) {
      height += rowHeights[row] + ROW_GAP;
      if (mayEndAt(row)) {
        sections.add(height);
        height = 0;
      }
    }
    return sections;
  }

  private boolean mayEndAt(int row) {
    return row == rowHeights.length - 1 || graph.rows().get(row).size() == 1;
  }

  /** As many sections in each column as its height allows. */
  private List<Column> split(double columnHeight) {
    List<Column> split = new ArrayList<>();
    double filled = 0;
    double section = 0;
    int first = 0;
    int sectionFirst = 0;
    for (int row = 0; row < rowHeights.length; row++) {
      section += rowHeights[row] + ROW_GAP;
      if (mayEndAt(row)) {
        if (filled > 0 && filled + section > columnHeight + 1) {
          split.add(column(first, sectionFirst, split));
          first = sectionFirst;
          filled = 0;
        }
        filled += section;
        section = 0;
        sectionFirst = row + 1;
      }
    }
    split.add(column(first, rowHeights.length, split));
    return split;
  }

  private Column column(int first, int end, List<Column> before) {
    double left = before.isEmpty() ? 0 : before.get(before.size() - 1).right + COLUMN_GAP;
    double leftmost = 0;
    double rightmost = 0;
    for (List<Item> row : graph.rows().subList(first, end)) {
      for (Item item : row) {
        double half = item.lane() ? 0 : boxWidth / 2;
        leftmost = Math.min(leftmost, places.x(item) - half);
        rightmost = Math.max(rightmost, places.x(item) + half);
      }
    }
    return new Column(first, end, left, left + rightmost - leftmost, left - leftmost);
  }

  private double width(List<Column> of) {
    return of.get(of.size() - 1).right;
  }

  private double height(List<Column> of) {
    double tallest = 0;
    for (Column column : of) {
      double height = ROW_GAP;
      for (int row = column.first; row < column.end; row++) {
        height += rowHeights[row] + ROW_GAP;
      }
      tallest = Math.max(tallest, height);
    }
    return tallest;
  }
}
