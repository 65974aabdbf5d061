package dev.convoy.job.train;

import dev.convoy.report.curves.EpochMetrics;
import dev.convoy.report.curves.LearningCurves;
import dev.convoy.report.curves.PlotException;
import java.util.List;

/**
 * The learning curves of a training, drawn once for the file and the report. A JVM that cannot draw
 * is no reason to lose a training.
 *
 * @param svg empty where they could not be drawn
 * @param failure why; empty where they were
 */
record DrawnCurves(byte[] svg, String failure) {
  static DrawnCurves draw(String network, List<EpochMetrics> metrics) {
    try {
      return new DrawnCurves(LearningCurves.draw(network, metrics, LearningCurves.Format.SVG), "");
    } catch (PlotException e) {
      return new DrawnCurves(new byte[0], e.getMessage());
    }
  }

  boolean isDrawn() {
    return svg.length > 0;
  }
}
