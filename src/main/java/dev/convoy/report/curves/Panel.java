package dev.convoy.report.curves;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.theme.XChartTheme;

/** One panel: a quantity over the epochs, once in training and once on test data. */
final class Panel {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final BasicStroke CURVE = // widths in pixels
      new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final int MARKER_SIZE = 6;

  private static final Color GRID_COLOR = new Color(0xE4, 0xE4, 0xE4);
  private static final Color FRAME_COLOR = new Color(0x99, 0x99, 0x99);
  private static final BasicStroke HAIRLINE = new BasicStroke(0.8f);

  private static final int EPOCH_LABEL_PIXELS = 55; // at least, from one to the next
  private static final int VALUE_LABEL_PIXELS = 42;
  private static final double EPOCH_MARGIN = 0.02; // of the epochs, left and right

  private final XYChart chart;

  Panel(Quantity quantity, List<EpochMetrics> epochs, int width, int height) {
    chart = new XYChart(width, height, new XChartTheme());
    chart.setXAxisTitle("epoch");
    chart.setYAxisTitle(quantity.title);
    style(chart.getStyler());
    showEpochs(epochs);
    showValues(quantity, epochs);
    for (Curve curve : Curve.values()) {
      add(curve, quantity, curve.points(quantity, epochs));
    }
  }

  void paint(Graphics2D g) {
    chart.paint(g, chart.getWidth(), chart.getHeight());
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static void style(XYStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setChartPadding(12);
    styler.setChartTitleVisible(false); // title and legend of both panels stand in the header
    styler.setLegendVisible(false);
    styler.setAxisTitleFont(font(Font.PLAIN, 14));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 12));
    styler.setAxisTickLabelsColor(INK);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
    styler.setAxisTicksLineVisible(false);
    styler.setAxisTickMarksColor(FRAME_COLOR);
    styler.setAxisTickMarksStroke(HAIRLINE);
    styler.setPlotContentSize(1); // the ranges carry their own margin
    styler.setPlotMargin(0);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(FRAME_COLOR);
    styler.setPlotGridLinesColor(GRID_COLOR);
    styler.setPlotGridLinesStroke(HAIRLINE);
    styler.setMarkerSize(MARKER_SIZE);
  }

  /** Labels at whole numbers only: XChart takes wider steps until all labels differ. */
  private void showEpochs(List<EpochMetrics> epochs) {
    int first = epochs.get(0).epoch();
    int last = epochs.get(epochs.size() - 1).epoch();
    // Not whole, or XChart takes the margin for one more epoch and labels every third or seventh.
    double margin = Math.floor(EPOCH_MARGIN * (last - first)) + 0.75;
    XYStyler styler = chart.getStyler();
    styler.setXAxisMin(first - margin);
    styler.setXAxisMax(last + margin);
    styler.setXAxisDecimalPattern("0");
    styler.setXAxisTickMarkSpacingHint(EPOCH_LABEL_PIXELS);
  }

  private void showValues(Quantity quantity, List<EpochMetrics> epochs) {
    double[] values =
        Arrays.stream(Curve.values())
            .flatMapToDouble(
                curve ->
                    curve.points(quantity, epochs).stream()
                        .mapToDouble(m -> curve.value(quantity, m)))
            .toArray();
    ValueRange range = ValueRange.around(values, quantity.highest);
    XYStyler styler = chart.getStyler();
    styler.setYAxisMin(range.low());
    styler.setYAxisMax(range.high());
    styler.setYAxisDecimalPattern(range.pattern());
    styler.setYAxisTickMarkSpacingHint(VALUE_LABEL_PIXELS);
  }

  private void add(Curve curve, Quantity quantity, List<EpochMetrics> points) {
    if (points.isEmpty()) {
      return;
    }
    XYSeries series =
        chart.addSeries(
            curve.title,
            points.stream().mapToDouble(EpochMetrics::epoch).toArray(),
            points.stream().mapToDouble(m -> curve.value(quantity, m)).toArray());
    series.setLineColor(curve.color);
    series.setLineStyle(CURVE);
    series.setMarkerColor(curve.color);
    series.setMarker(curve.marker(points.size()));
  }
}
