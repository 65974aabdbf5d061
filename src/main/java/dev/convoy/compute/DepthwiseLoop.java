package dev.convoy.compute;

import java.util.Arrays;

/**
 * Depthwise convolution: every input channel has its own filters, so lanes run along channels and
 * nothing is summed across them. Borders skip the taps that fall on padding.
 */
final class DepthwiseLoop {
  private DepthwiseLoop() {}

  /** What is done where a tap meets a pixel: offsets of its channels in input, filters, output. */
  private interface Meeting {
    void add(int xAt, int wAt, int yAt);
  }

  /** Adds to {@code y}, which holds the bias; arrays as in {@link Conv2d#forward}. */
  static void add(ConvGeometry g, float[] x, PackedFilters w, float[] y) {
    float[] weights = w.panels();
    int outC = g.outC();
    int multiplier = g.groupOutC();
    if (multiplier == 1) {
      each(g, (xAt, wAt, yAt) -> addProduct(outC, x, xAt, weights, wAt, y, yAt));
    } else {
      each(g, (xAt, wAt, yAt) -> addProduct(outC, multiplier, x, xAt, weights, wAt, y, yAt));
    }
  }

  /** Adds from {@code at} on; arrays as in {@link Conv2d#addGradWeights}. */
  static void addGradWeights(
      ConvGeometry g, float[] x, float[] gradOutput, float[] gradWeights, int at) {
    int outC = g.outC();
    int multiplier = g.groupOutC();
    each(
        g,
        (xAt, wAt, yAt) ->
            addProduct(outC, multiplier, x, xAt, gradOutput, yAt, gradWeights, at + wAt));
  }

  /** Sets; arrays as in {@link Conv2d#gradInput}, the filters as forward has them. */
  static void gradInput(ConvGeometry g, float[] gradOutput, PackedFilters w, float[] gradInput) {
    float[] weights = w.panels();
    int outC = g.outC();
    int multiplier = g.groupOutC();
    Arrays.fill(gradInput, 0, g.input().length(), 0f);
    each(
        g,
        (xAt, wAt, yAt) -> {
          for (int c = 0; c < outC; c++) {
            int ic = xAt + c / multiplier;
            gradInput[ic] = Math.fma(gradOutput[yAt + c], weights[wAt + c], gradInput[ic]);
          }
        });
  }

  private static void each(ConvGeometry g, Meeting meeting) {
    Window window = g.window();
    int inH = g.input().h();
    int inW = g.input().w();
    int inC = g.input().c();
    int outC = g.outC();
    int yAt = 0;
    for (int n = 0; n < g.input().n(); n++) {
      for (int oh = 0; oh < g.outH(); oh++) {
        for (int ow = 0; ow < g.outW(); ow++) {
          for (int fh = 0; fh < window.filterH(); fh++) {
            int ih = oh * window.strideH() + fh * window.dilationH() - g.pad().top();
            if (ih < 0 || ih >= inH) {
              continue;
            }
            for (int fw = 0; fw < window.filterW(); fw++) {
              int iw = ow * window.strideW() + fw * window.dilationW() - g.pad().left();
              if (iw >= 0 && iw < inW) {
                int wAt = (fh * window.filterW() + fw) * outC;
                meeting.add(((n * inH + ih) * inW + iw) * inC, wAt, yAt);
              }
            }
          }
          yAt += outC;
        }
      }
    }
  }

  private static void addProduct(
      int count, float[] a, int aAt, float[] b, int bAt, float[] sum, int sumAt) {
    for (int c = 0; c < count; c++) {
      sum[sumAt + c] = Math.fma(a[aAt + c], b[bAt + c], sum[sumAt + c]);
    }
  }

  /** As above, where every channel of {@code a} belongs to {@code multiplier} neighbours of b. */
  private static void addProduct(
      int count, int multiplier, float[] a, int aAt, float[] b, int bAt, float[] sum, int sumAt) {
    for (int c = 0; c < count; c++) {
      sum[sumAt + c] = Math.fma(a[aAt + c / multiplier], b[bAt + c], sum[sumAt + c]);
    }
  }
}
