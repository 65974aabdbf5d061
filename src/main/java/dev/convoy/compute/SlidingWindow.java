package dev.convoy.compute;

import dev.convoy.compute.micro.Taps;
import java.util.List;

/**
 * A window that slides over images of {@code channels} channels, forward from an image to what the
 * window makes of it, or backward; in runs of pixels in a line that see the same taps.
 *
 * <pre>
 *   +---+-------------+---+
 *   | 1 |      2      | 1 |      3 x 3, one pixel of padding: corners that see 4 taps, edges
 *   +---+-------------+---+      that see 6, and inside them rows that see 9, all without a
 *   |   |             |   |      question about borders
 *   | 2 |      3      | 2 |
 *   |   |             |   |
 *   +---+-------------+---+
 *   | 1 |      2      | 1 |
 *   +---+-------------+---+
 * </pre>
 */
final class SlidingWindow {
  /** What is done with a run. */
  interface Action {
    /**
     * Computes {@code pixels} target pixels.
     *
     * @param h row of the first one
     * @param w its column
     * @param xAt where the source images begin, to which offsets of taps are relative
     * @param xStep floats by which taps move from one pixel to the next
     * @param yAt where the channels of the first pixel begin
     * @param yStep floats from one pixel to the next
     */
    void run(int h, int w, int pixels, int xAt, int xStep, int yAt, int yStep);
  }

  private final List<WindowAxis.Run> rows;
  private final List<WindowAxis.Run> columns;
  private final int channels;
  private final int filterW;
  private final int sourceW;
  private final int sourcePixels;
  private final int targetW;
  private final int targetPixels;

  private SlidingWindow(
      List<WindowAxis.Run> rows,
      List<WindowAxis.Run> columns,
      int channels,
      int filterW,
      int sourceH,
      int sourceW,
      int targetH,
      int targetW) {
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    this.filterW = filterW;
    this.sourceW = sourceW;
    this.sourcePixels = sourceH * sourceW;
    this.targetW = targetW;
    this.targetPixels = targetH * targetW;
  }

  /** From the input of a depthwise convolution to its output. */
  static SlidingWindow forward(ConvGeometry g) {
    return forward(g.input().h(), g.input().w(), g.outH(), g.outW(), g.outC(), g.window(), g.pad());
  }

  /** From the input of a pooling to its output. */
  static SlidingWindow forward(PoolGeometry g) {
    int c = g.input().c();
    return forward(g.input().h(), g.input().w(), g.outH(), g.outW(), c, g.window(), g.pad());
  }

  private static SlidingWindow forward(
      int inH, int inW, int outH, int outW, int channels, Window window, Padding pad) {
    return new SlidingWindow(
        WindowAxis.rows(inH, outH, window, pad).forward(),
        WindowAxis.columns(inW, outW, window, pad).forward(),
        channels,
        window.filterW(),
        inH,
        inW,
        outH,
        outW);
  }

  /** From the output of a depthwise convolution to its input. */
  static SlidingWindow backward(ConvGeometry g) {
    int inH = g.input().h();
    int inW = g.input().w();
    return new SlidingWindow(
        WindowAxis.rows(inH, g.outH(), g.window(), g.pad()).backward(),
        WindowAxis.columns(inW, g.outW(), g.window(), g.pad()).backward(),
        g.outC(),
        g.window().filterW(),
        g.outH(),
        g.outW(),
        inH,
        inW);
  }

  /**
   * Does {@code action} once for every run of an image.
   *
   * @param xImage which one in the array of the source
   * @param yImage which one in the array of the target
   * @param taps holds those of the run when {@code action} is done; offsets of weights are those of
   *     {@code [filterH, filterW, channels]}
   */
  void overImage(int xImage, int yImage, Taps taps, Action action) {
    int xAt = xImage * sourcePixels * channels;
    int yAt = yImage * targetPixels * channels;
    for (WindowAxis.Run row : rows) {
      for (WindowAxis.Run column : columns) {
        if (column.count() >= row.count()) {
          alongRows(row, column, xAt, yAt, taps, action);
        } else {
          alongColumns(row, column, xAt, yAt, taps, action);
        }
      }
    }
  }

  private void alongRows(
      WindowAxis.Run row, WindowAxis.Run column, int xAt, int yAt, Taps taps, Action action) {
    int xStep = column.sourceStep() * channels;
    int yStep = column.step() * channels;
    fill(taps, row, column);
    for (int i = 0; i < row.count(); i++) {
      int h = row.first() + i * row.step();
      int fromAt = xAt + i * row.sourceStep() * sourceW * channels;
      int toAt = yAt + (h * targetW + column.first()) * channels;
      action.run(h, column.first(), column.count(), fromAt, xStep, toAt, yStep);
    }
  }

  private void alongColumns(
      WindowAxis.Run row, WindowAxis.Run column, int xAt, int yAt, Taps taps, Action action) {
    int xStep = row.sourceStep() * sourceW * channels;
    int yStep = row.step() * targetW * channels;
    fill(taps, row, column);
    for (int i = 0; i < column.count(); i++) {
      int w = column.first() + i * column.step();
      int fromAt = xAt + i * column.sourceStep() * channels;
      int toAt = yAt + (row.first() * targetW + w) * channels;
      action.run(row.first(), w, row.count(), fromAt, xStep, toAt, yStep);
    }
  }

  private void fill(Taps taps, WindowAxis.Run row, WindowAxis.Run column) {
    taps.clear();
    for (int i = 0; i < row.taps().length; i++) {
      for (int j = 0; j < column.taps().length; j++) {
        int sourceAt = row.sources()[i] * sourceW + column.sources()[j];
        int tap = row.taps()[i] * filterW + column.taps()[j];
        taps.add(sourceAt * channels, tap * channels);
      }
    }
  }
}
