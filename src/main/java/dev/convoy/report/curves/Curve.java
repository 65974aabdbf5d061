package dev.convoy.report.curves;

import java.awt.Color;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The two curves of a panel. Their colours are told apart with every kind of colour vision.
 *
 * @see <a href="https://jfly.uni-koeln.de/color/">Okabe and Ito 2008</a>
 */
enum Curve {
  TRAINING("training", new Color(0x00, 0x72, 0xB2)),
  TEST("test", new Color(0xD5, 0x5E, 0x00));

  private static final int MARKED_POINTS = 20; // a curve of more is a line only

  final String title;
  final Color color;

  Curve(String title, Color color) {
    this.title = title;
    this.color = color;
  }

  double value(Quantity quantity, EpochMetrics m) {
    return switch (quantity) {
      case LOSS -> this == TRAINING ? m.trainLoss() : m.testLoss();
      case ACCURACY -> this == TRAINING ? m.trainAccuracy() : m.testAccuracy();
    };
  }

  /** The epochs whose value can be drawn. */
  List<EpochMetrics> points(Quantity quantity, List<EpochMetrics> epochs) {
    return epochs.stream().filter(m -> isDrawn(value(quantity, m))).toList();
  }

  /** On every one of so many points, or on none. */
  Marker marker(int pointCount) {
    if (pointCount > MARKED_POINTS) {
      return SeriesMarkers.NONE;
    }
    return this == TRAINING ? SeriesMarkers.CIRCLE : SeriesMarkers.SQUARE;
  }

  /** Losses are sums of float32: past its range, as past infinity, there is nothing to see. */
  private static boolean isDrawn(double value) {
    return Math.abs(value) <= Float.MAX_VALUE;
  }
}
