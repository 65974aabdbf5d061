package dev.convoy.report.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Images as points of a plane: near each other where their features are, coloured by kind. */
public final class FeatureMap implements Section {
  private static final int LEAST_POINTS = 3;
  private static final double SIZE = 640; // of the drawing, in its own units, as all sizes here
  private static final double MARGIN = 14;
  private static final int MOST_KINDS = 24; // that have a line in the legend

  /**
   * An image.
   *
   * @param kind what it is coloured by, for instance its label; empty for nothing
   * @param title what a reader sees who points at it
   */
  public record Point(float[] features, String kind, String title) {}

  /** A drawn point. */
  record Dot(String x, String y, String colour, String title) {}

  /** A line of the legend. */
  record Entry(String kind, String colour, int count) {}

  private final String tap;
  private final String colouredBy;
  private final PrincipalComponents components;
  private final List<Dot> dots = new ArrayList<>();
  private final List<Entry> legend = new ArrayList<>();

  private FeatureMap(
      String tap, String colouredBy, List<Point> points, PrincipalComponents components) {
    this.tap = tap;
    this.colouredBy = colouredBy;
    this.components = components;
    Map<String, Integer> kinds = kinds(points);
    draw(points, kinds);
    kinds.forEach(
        (kind, number) -> {
          if (number < MOST_KINDS && !kind.isEmpty()) {
            long count = points.stream().filter(p -> p.kind().equals(kind)).count();
            legend.add(new Entry(kind, Palette.kind(number), (int) count));
          }
        });
  }

  /**
   * The map of one tap.
   *
   * @param tap the node's name
   * @param colouredBy what a point's kind is, for instance {@code label}; empty for nothing
   * @param points those that are not finite are left out
   * @return empty where too few are left, or all are the same
   */
  public static Optional<FeatureMap> of(String tap, String colouredBy, List<Point> points) {
    List<Point> finite = points.stream().filter(FeatureMap::isFinite).toList();
    if (finite.size() < LEAST_POINTS) {
      return Optional.empty();
    }
    float[][] features = finite.stream().map(Point::features).toArray(float[][]::new);
    return PrincipalComponents.of(features)
        .map(components -> new FeatureMap(tap, colouredBy, finite, components));
  }

  private static boolean isFinite(Point point) {
    for (float value : point.features) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Numbers of the kinds, in the order of their names; numbers count as such. */
  private static Map<String, Integer> kinds(List<Point> points) {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    points.stream()
        .map(Point::kind)
        .distinct()
        .sorted(
            (a, b) ->
                a.length() != b.length() && a.matches("\\d+") && b.matches("\\d+")
                    ? Integer.compare(a.length(), b.length())
                    : a.compareTo(b))
        .forEach(kind -> kinds.put(kind, kinds.size()));
    return kinds;
  }

  private void draw(List<Point> points, Map<String, Integer> kinds) {
    Map<String, String> colours = new HashMap<>();
    kinds.forEach((kind, number) -> colours.put(kind, Palette.kind(number)));
    double[] x = placed(components.x());
    double[] y = placed(components.y());
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      dots.add(
          new Dot(
              Words.number("%.1f", x[i]),
              Words.number("%.1f", SIZE - y[i]),
              colours.get(point.kind()),
              point.title()));
    }
  }

  /** Stretched to the drawing. */
  private static double[] placed(double[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double scale = high > low ? (SIZE - 2 * MARGIN) / (high - low) : 0;
    double[] placed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      placed[i] = high > low ? MARGIN + (values[i] - low) * scale : SIZE / 2;
    }
    return placed;
  }

  List<Dot> dots() {
    return dots;
  }

  List<Entry> legend() {
    return legend;
  }

  String colouredBy() {
    return colouredBy;
  }

  String first() {
    return "first direction, " + Words.percent(components.shares()[0]);
  }

  String second() {
    return "second direction, " + Words.percent(components.shares()[1]);
  }

  @Override
  public String heading() {
    return "A map of " + tap;
  }

  @Override
  public String intro() {
    return String.format(
        Locale.ROOT,
        "%,d images by their features at %s, along the two directions of the largest spread"
            + " (principal components), which show %s of it. Point at one to see which it is.",
        dots.size(),
        tap,
        Words.percent(components.shares()[0] + components.shares()[1]));
  }

  @Override
  public String template() {
    return "map";
  }
}
