package dev.convoy.report.graph;

import dev.convoy.report.graph.GraphRows.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines between boxes: down and across, with round corners. What leaves a box goes across in
 * the upper part of the gap below it, what enters one in the lower part of the gap above it, so
 * that a line that joins and one that passes look different.
 */
final class GraphWires {
  private static final double UPPER = 7; // pixels from the gap's beginning
  private static final double LOWER = 16;
  private static final double RADIUS = 5;
  private static final double BESIDE_COLUMN = 28;

  /** A line; {@code arrow} if it ends at a box. */
  record Wire(String path, boolean arrow) {}

  private record Point(double x, double y) {}

  private final GraphPage page;

  GraphWires(GraphPage page) {
    this.page = page;
  }

  List<Wire> all() {
    List<Wire> wires = new ArrayList<>();
    for (int row = 1; row < page.graph().rows().size(); row++) {
      boolean turns = page.columnOf(row) != page.columnOf(row - 1);
      if (turns) {
        wires.add(turn(page.graph().rows().get(row - 1).get(0), row));
      }
      for (Item item : page.graph().rows().get(row)) {
        List<Item> above = page.graph().above(item);
        for (Item from : above) {
          wires.add(wire(from, item, turns, above.size() > 1));
        }
      }
    }
    return wires;
  }

  /** From the last box of a column to the top of the next. */
  private Wire turn(Item last, int row) {
    GraphPage.Column column = page.columns().get(page.columnOf(last.row()));
    double bottom = page.top(last.row()) + page.height(last.box());
    double beside = column.right() + BESIDE_COLUMN;
    double across = page.gapAbove(row) - 4;
    double x = page.columns().get(page.columnOf(row)).shift();
    return new Wire(
        path(
            List.of(
                new Point(page.x(last), bottom),
                new Point(page.x(last), bottom + UPPER),
                new Point(beside, bottom + UPPER),
                new Point(beside, across),
                new Point(x, across),
                new Point(x, page.gapAbove(row)))),
        false);
  }

  private Wire wire(Item from, Item to, boolean turned, boolean joins) {
    double gap = page.gapAbove(to.row());
    double x = turned ? page.columns().get(page.columnOf(to.row())).shift() : page.x(from);
    double begin;
    if (turned) {
      begin = gap;
    } else {
      begin = page.top(from.row()) + (from.lane() ? 0 : page.height(from.box()));
    }
    double end = page.top(to.row());
    double across = gap + (joins && !to.lane() ? LOWER : UPPER);
    if (from.lane() && !to.lane() && page.graph().goesOn(from) && !turned) {
      begin = across - RADIUS; // what is above is drawn already
    }
    List<Point> points = new ArrayList<>(List.of(new Point(x, begin)));
    if (page.x(to) != x) {
      points.add(new Point(x, across));
      points.add(new Point(page.x(to), across));
    }
    points.add(new Point(page.x(to), end));
    return new Wire(path(points), !to.lane());
  }

  /** A path through points, its corners rounded as far as there is room. */
  private static String path(List<Point> points) {
    StringBuilder path = new StringBuilder("M" + words(points.get(0)));
    for (int i = 1; i < points.size() - 1; i++) {
      Point corner = points.get(i);
      Point in = towards(corner, points.get(i - 1));
      Point out = towards(corner, points.get(i + 1));
      path.append('L').append(words(in)).append('Q').append(words(corner)).append(' ');
      path.append(words(out));
    }
    return path.append('L').append(words(points.get(points.size() - 1))).toString();
  }

  private static Point towards(Point corner, Point other) {
    double length = Math.hypot(other.x - corner.x, other.y - corner.y);
    double share = length == 0 ? 0 : Math.min(RADIUS, length / 2) / length;
    return new Point(
        corner.x + (other.x - corner.x) * share, corner.y + (other.y - corner.y) * share);
  }

  private static String words(Point point) {
    return GraphDrawing.number(point.x) + " " + GraphDrawing.number(point.y);
  }
}
