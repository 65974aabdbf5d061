package dev.convoy.report.curves;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * The whole picture, on whatever it is painted: header, loss on the left, accuracy on the right.
 */
final class Page {
  private static final int PANEL_WIDTH = 520; // pixels, as all sizes here
  private static final int PANEL_HEIGHT = 370;
  private static final int HEADER_HEIGHT = 40;
  static final int WIDTH = 2 * PANEL_WIDTH;
  static final int HEIGHT = HEADER_HEIGHT + PANEL_HEIGHT;

  private Page() {}

  static void paint(Graphics2D g, String title, List<EpochMetrics> epochs) {
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    Header.paint(g, title, epochs, WIDTH);
    g.translate(0, HEADER_HEIGHT);
    new Panel(Quantity.LOSS, epochs, PANEL_WIDTH, PANEL_HEIGHT).paint(g);
    g.translate(PANEL_WIDTH, 0);
    new Panel(Quantity.ACCURACY, epochs, PANEL_WIDTH, PANEL_HEIGHT).paint(g);
  }
}
