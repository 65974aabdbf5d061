package dev.convoy.report.html;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Tensor;
import java.awt.image.BufferedImage;

/**
 * The filters of a network's first convolution as pictures: in colour where they look at RGB,
 * otherwise the sums over their input channels. A filter's smallest weight is dark, its largest
 * bright.
 */
public final class FilterSheet implements Section {
  private static final int MOST_FILTERS = 128;
  private static final int A_LINE = 16;
  private static final int SIDE = 48; // pixels at least, of one filter
  private static final int GAP = 6;

  private final String heading;
  private final String name;
  private final Tensor weights;
  private final int shown;

  /**
   * The sheet.
   *
   * @param heading of the section
   * @param name of the weights, for instance {@code conv1.weight}
   * @param weights {@code [filterH, filterW, inC, outC]}
   */
  public FilterSheet(String heading, String name, Tensor weights) {
    Check.that(weights.shape().rank() == 4, "filters %s of shape %s", name, weights.shape());
    this.heading = heading;
    this.name = name;
    this.weights = weights;
    this.shown = Math.min(MOST_FILTERS, weights.shape().size(3));
  }

  String picture() {
    int filterH = weights.shape().size(0);
    int filterW = weights.shape().size(1);
    int scale = Math.max(1, SIDE / Math.max(filterH, filterW));
    int columns = Math.min(A_LINE, shown);
    int lines = (shown + columns - 1) / columns;
    int stepX = filterW * scale + GAP;
    int stepY = filterH * scale + GAP;
    BufferedImage sheet =
        new BufferedImage(columns * stepX - GAP, lines * stepY - GAP, BufferedImage.TYPE_INT_ARGB);
    for (int filter = 0; filter < shown; filter++) {
      int[] pixels = pixels(filter);
      for (int y = 0; y < filterH * scale; y++) {
        for (int x = 0; x < filterW * scale; x++) {
          sheet.setRGB(
              filter % columns * stepX + x,
              filter / columns * stepY + y,
              0xFF000000 | pixels[y / scale * filterW + x / scale]);
        }
      }
    }
    return DataUri.ofPng(sheet);
  }

  /** One filter's colours, row-major. */
  private int[] pixels(int filter) {
    int taps = weights.shape().size(0) * weights.shape().size(1);
    int colours = weights.shape().size(2) == 3 ? 3 : 1;
    double[] values = new double[taps * colours];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      values[i] = colours == 3 ? weight(i / 3, i % 3, filter) : sum(i, filter);
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    double range = high > low ? high - low : 1;
    int[] pixels = new int[taps];
    for (int i = 0; i < values.length; i++) {
      int sample = (int) Math.round(255 * (values[i] - low) / range);
      pixels[i / colours] |= colours == 3 ? sample << 8 * (2 - i % 3) : sample * 0x010101;
    }
    return pixels;
  }

  private double sum(int tap, int filter) {
    double sum = 0;
    for (int channel = 0; channel < weights.shape().size(2); channel++) {
      sum += weight(tap, channel, filter);
    }
    return sum;
  }

  private float weight(int tap, int channel, int filter) {
    int inC = weights.shape().size(2);
    int outC = weights.shape().size(3);
    return weights.data()[(tap * inC + channel) * outC + filter];
  }

  @Override
  public String heading() {
    return heading;
  }

  @Override
  public String intro() {
    int all = weights.shape().size(3);
    return name
        + " "
        + weights.shape()
        + (weights.shape().size(2) == 3 ? ", in colour" : "")
        + (shown < all ? ", the first " + shown + " of " + all : "")
        + "; each from its smallest number to its largest.";
  }

  @Override
  public String template() {
    return "filters";
  }
}
