package dev.convoy.report.curves;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The metrics of a run as {@code metrics.csv}: a header, then one row per epoch.
 *
 * <pre>
 *   epoch,trainLoss,trainAccuracy,testLoss,testAccuracy,learningRate,images
 *   1,0.6931471805599453,0.5,,,0.001,60000
 * </pre>
 *
 * <p>Every number has the fewest digits that read back as the same double, so equal doubles give
 * equal text on every Java and in every locale. NaN is an empty cell.
 */
public final class MetricsFile {
  public static final String FILE_NAME = "metrics.csv";

  private static final String HEADER =
      "epoch,trainLoss,trainAccuracy,testLoss,testAccuracy,learningRate,images\n";
  private static final int DOUBLE_DIGITS = 17; // tell any two doubles apart
  private static final double PLAIN_FROM = 1e-6; // smaller and larger numbers read better as 1E-7
  private static final double PLAIN_TO = 1e15;

  private MetricsFile() {}

  /** The whole file; rows in the order of the list, lines end in {@code \n}. */
  public static String toCsv(List<EpochMetrics> epochs) {
    return epochs.stream().map(MetricsFile::row).collect(Collectors.joining("", HEADER, ""));
  }

  private static String row(EpochMetrics m) {
    String numbers =
        DoubleStream.of(
                m.trainLoss(), m.trainAccuracy(), m.testLoss(), m.testAccuracy(), m.learningRate())
            .mapToObj(MetricsFile::number)
            .collect(Collectors.joining(","));
    return m.epoch() + "," + numbers + "," + m.images() + "\n";
  }

  /** Not {@link Double#toString}: before Java 19 it sometimes writes a digit too many. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    BigDecimal shortest = shortest(value);
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= PLAIN_FROM && size < PLAIN_TO);
    return plain ? shortest.toPlainString() : shortest.toString();
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < DOUBLE_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(DOUBLE_DIGITS)).stripTrailingZeros();
  }
}
