package dev.convoy.compute;

import dev.convoy.compute.micro.ChannelKernels;
import dev.convoy.compute.micro.Taps;
import java.util.Arrays;
import java.util.List;

/**
 * Depthwise convolution: every input channel has its own filters, so lanes run along channels and
 * nothing is summed across them. Borders skip the taps that fall on padding.
 *
 * <p>Where a channel has several filters, it is copied once for each of them, so that there is one
 * channel for each filter.
 */
final class DepthwiseLoop {
  private DepthwiseLoop() {}

  /** Sets {@code y}; arrays as in {@link Conv2d#forward}. */
  static void forward(
      ConvGeometry g,
      float[] x,
      PackedFilters w,
      float[] bias,
      float[] y,
      Epilogue after,
      Workspace ws) {
    ChannelKernels kernels = ws.kernels().channels();
    int c = g.outC();
    float[] weights = w.panels();
    float[] start = bias.length == 0 ? ws.zeros(c) : bias;
    SlidingWindow window = SlidingWindow.forward(g);
    Taps taps = ws.taps();
    for (int n = 0; n < g.input().n(); n++) {
      float[] from = repeated(g, x, n, ws);
      window.overImage(
          from == x ? n : 0,
          n,
          taps,
          (h, v, pixels, xAt, xStep, yAt, yStep) -> {
            kernels.products(
                c, pixels, taps, from, xAt, xStep, weights, 0, start, 0, 0, y, yAt, yStep);
            finish(after, c, pixels, y, yAt, yStep);
          });
    }
  }

  /** A run goes along a row or, where that is longer, along a column. */
  private static void finish(
      Epilogue after, int channels, int pixels, float[] y, int yAt, int yStep) {
    if (yStep == channels) {
      after.apply(y, yAt, pixels * channels);
      return;
    }
    for (int i = 0; i < pixels; i++) {
      after.apply(y, yAt + i * yStep, channels);
    }
  }

  /** Image {@code n} with every channel as often as it has filters; {@code x} itself where once. */
  private static float[] repeated(ConvGeometry g, float[] x, int n, Workspace ws) {
    int times = g.groupOutC();
    if (times == 1) {
      return x;
    }
    int count = g.imageFloats();
    float[] wide = ws.floats(Workspace.Scratch.REPEATED_CHANNELS, Math.multiplyExact(count, times));
    for (int i = 0; i < count; i++) {
      Arrays.fill(wide, i * times, (i + 1) * times, x[n * count + i]);
    }
    return wide;
  }

  /** Adds from {@code at} on; arrays as in {@link Conv2d#addGradWeights}. */
  static void addGradWeights(
      ConvGeometry g, float[] x, float[] gradOutput, float[] gradWeights, int at, Workspace ws) {
    List<WindowAxis.Run> rows = rows(g).forward();
    List<WindowAxis.Run> columns = columns(g).forward();
    for (int n = 0; n < g.input().n(); n++) {
      float[] from = repeated(g, x, n, ws);
      int image = from == x ? n : 0;
      for (WindowAxis.Run row : rows) {
        for (int i = 0; i < row.count(); i++) {
          int oh = row.first() + i;
          for (WindowAxis.Run column : columns) {
            int yAt = ((n * g.outH() + oh) * g.outW() + column.first()) * g.outC();
            fill(ws.taps(), column, g.outC());
            for (int j = 0; j < row.taps().length; j++) {
              int ih = row.sources()[j] + i * row.sourceStep();
              int xAt = (image * g.input().h() + ih) * g.input().w() * g.outC();
              int wAt = at + row.taps()[j] * g.window().filterW() * g.outC();
              addRun(g, column, from, xAt, gradOutput, yAt, gradWeights, wAt, ws);
            }
          }
        }
      }
    }
  }

  /** Here what is summed over are the pixels of a run, and the taps take the part of pixels. */
  private static void fill(Taps pixels, WindowAxis.Run column, int channels) {
    pixels.clear();
    for (int i = 0; i < column.count(); i++) {
      pixels.add(i * column.sourceStep() * channels, i * channels);
    }
  }

  private static void addRun(
      ConvGeometry g,
      WindowAxis.Run column,
      float[] x,
      int rowAt,
      float[] gradOutput,
      int yAt,
      float[] gradWeights,
      int wAt,
      Workspace ws) {
    if (column.taps().length > 0) {
      int c = g.outC();
      int xAt = rowAt + column.sources()[0] * c;
      int xStep = g.window().dilationW() * c;
      int firstAt = wAt + column.taps()[0] * c;
      ws.kernels()
          .channels()
          .products(
              c,
              column.taps().length,
              ws.taps(),
              x,
              xAt,
              xStep,
              gradOutput,
              yAt,
              gradWeights,
              firstAt,
              c,
              gradWeights,
              firstAt,
              c);
    }
  }

  /** Sets; arrays as in {@link Conv2d#gradInput}, the filters as forward has them. */
  static void gradInput(
      ConvGeometry g, float[] gradOutput, PackedFilters w, float[] gradInput, Workspace ws) {
    if (g.groupOutC() > 1) {
      gradInputOfSeveral(g, gradOutput, w.panels(), gradInput);
      return;
    }
    ChannelKernels kernels = ws.kernels().channels();
    int c = g.outC();
    float[] weights = w.panels();
    float[] start = ws.zeros(c);
    SlidingWindow window = SlidingWindow.backward(g);
    Taps taps = ws.taps();
    for (int n = 0; n < g.input().n(); n++) {
      window.overImage(
          n,
          n,
          taps,
          (h, v, pixels, xAt, xStep, yAt, yStep) ->
              kernels.products(
                  c,
                  pixels,
                  taps,
                  gradOutput,
                  xAt,
                  xStep,
                  weights,
                  0,
                  start,
                  0,
                  0,
                  gradInput,
                  yAt,
                  yStep));
    }
  }

  /** Each output pixel in turn adds to what its taps saw: the filters of a channel take turns. */
  private static void gradInputOfSeveral(
      ConvGeometry g, float[] gradOutput, float[] weights, float[] gradInput) {
    Window window = g.window();
    int inH = g.input().h();
    int inW = g.input().w();
    int pixels = g.input().n() * g.outH() * g.outW();
    Arrays.fill(gradInput, 0, g.input().length(), 0f);
    for (int pixel = 0; pixel < pixels; pixel++) {
      int n = pixel / (g.outH() * g.outW());
      int firstH = pixel / g.outW() % g.outH() * window.strideH() - g.pad().top();
      int firstW = pixel % g.outW() * window.strideW() - g.pad().left();
      for (int tap = 0; tap < window.taps(); tap++) {
        int ih = firstH + tap / window.filterW() * window.dilationH();
        int iw = firstW + tap % window.filterW() * window.dilationW();
        if (ih >= 0 && ih < inH && iw >= 0 && iw < inW) {
          int xAt = ((n * inH + ih) * inW + iw) * g.input().c();
          addShares(g, gradOutput, pixel * g.outC(), weights, tap * g.outC(), gradInput, xAt);
        }
      }
    }
  }

  private static void addShares(
      ConvGeometry g,
      float[] gradOutput,
      int yAt,
      float[] weights,
      int wAt,
      float[] gradInput,
      int xAt) {
    for (int c = 0; c < g.outC(); c++) {
      int ic = xAt + c / g.groupOutC();
      gradInput[ic] = Math.fma(gradOutput[yAt + c], weights[wAt + c], gradInput[ic]);
    }
  }

  private static WindowAxis rows(ConvGeometry g) {
    return WindowAxis.rows(g.input().h(), g.outH(), g.window(), g.pad());
  }

  private static WindowAxis columns(ConvGeometry g) {
    return WindowAxis.columns(g.input().w(), g.outW(), g.window(), g.pad());
  }
}
