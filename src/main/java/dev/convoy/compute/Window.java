package dev.convoy.compute;

import dev.convoy.tensor.Check;
import java.io.Serializable;

/**
 * The window that a convolution or pooling slides over an image.
 *
 * @param filterH rows of the window
 * @param filterW columns of the window
 * @param strideH step downwards, input pixels
 * @param strideW step to the right, input pixels
 * @param dilationH spacing of the window's rows; 1 = neighbouring
 * @param dilationW spacing of the window's columns; 1 = neighbouring
 */
public record Window(
    int filterH, int filterW, int strideH, int strideW, int dilationH, int dilationW)
    implements Serializable {
  public Window {
    Check.that(
        filterH > 0 && filterW > 0, "window %s x %s: needs at least 1 x 1", filterH, filterW);
    Check.that(
        strideH > 0 && strideW > 0, "stride %s x %s: needs at least 1 x 1", strideH, strideW);
    Check.that(
        dilationH > 0 && dilationW > 0,
        "dilation %s x %s: needs at least 1 x 1",
        dilationH,
        dilationW);
    Math.multiplyExact(filterH, filterW);
    Math.addExact(Math.multiplyExact(filterH - 1, dilationH), 1);
    Math.addExact(Math.multiplyExact(filterW - 1, dilationW), 1);
  }

  /** A square window without dilation. */
  public static Window square(int filter, int stride) {
    return new Window(filter, filter, stride, stride, 1, 1);
  }

  /** Positions in the window. */
  public int taps() {
    return filterH * filterW;
  }

  /** Rows from the first to the last row of the window, both counted. */
  public int reachH() {
    return (filterH - 1) * dilationH + 1;
  }

  /** Columns from the first to the last column of the window, both counted. */
  public int reachW() {
    return (filterW - 1) * dilationW + 1;
  }

  @Override
  public String toString() {
    return String.format(
        "%dx%d stride %dx%d dilation %dx%d",
        filterH, filterW, strideH, strideW, dilationH, dilationW);
  }
}
