package dev.convoy.report.curves;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.List;

/**
 * The line above both panels: the title, and what the colours mean.
 *
 * <pre>
 *   network                                   --o-- training   --#-- test
 * </pre>
 */
final class Header {
  private static final int BASELINE = 30; // pixels, as all sizes here
  private static final int LEFT = 18;
  private static final int RIGHT = 12;
  private static final int TITLE_SIZE = 17;
  private static final int LEGEND_SIZE = 14;
  private static final int SAMPLE_WIDTH = 28;
  private static final int SAMPLE_ABOVE_BASELINE = 5; // half a letter
  private static final int SAMPLE_GAP = 7;
  private static final int ENTRY_GAP = 24;

  private Header() {}

  static void paint(Graphics2D g, String title, List<EpochMetrics> epochs, int width) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    double right = paintLegend(g, epochs, width - RIGHT);
    if (!title.isEmpty()) {
      Shape text = outline(title, Font.BOLD, TITLE_SIZE);
      double scale = Math.min(1, (right - LEFT) / text.getBounds2D().getMaxX());
      paintText(g, text, LEFT, scale); // a long title is set smaller
    }
  }

  /** From the right end; returns where it begins. A curve without a point is not named. */
  private static double paintLegend(Graphics2D g, List<EpochMetrics> epochs, double right) {
    double x = right;
    for (Curve curve : List.of(Curve.TEST, Curve.TRAINING)) {
      int points =
          Math.max(
              curve.points(Quantity.LOSS, epochs).size(),
              curve.points(Quantity.ACCURACY, epochs).size());
      if (points > 0) {
        Shape name = outline(curve.title, Font.PLAIN, LEGEND_SIZE);
        x -= name.getBounds2D().getMaxX();
        paintText(g, name, x, 1);
        x -= SAMPLE_GAP + SAMPLE_WIDTH;
        paintSample(g, curve, points, x);
        x -= ENTRY_GAP;
      }
    }
    return x;
  }

  private static void paintSample(Graphics2D g, Curve curve, int points, double x) {
    double y = BASELINE - SAMPLE_ABOVE_BASELINE;
    g.setColor(curve.color);
    g.setStroke(Panel.CURVE);
    g.draw(new Line2D.Double(x, y, x + SAMPLE_WIDTH, y));
    curve.marker(points).paint(g, x + SAMPLE_WIDTH / 2.0, y, Panel.MARKER_SIZE);
  }

  private static void paintText(Graphics2D g, Shape text, double x, double scale) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, BASELINE);
    place.scale(scale, scale);
    g.setColor(Panel.INK);
    g.fill(place.createTransformedShape(text));
  }

  private static Shape outline(String text, int style, int size) {
    FontRenderContext sizes = new FontRenderContext(null, true, true);
    return new TextLayout(text, Panel.font(style, size), sizes).getOutline(null);
  }
}
