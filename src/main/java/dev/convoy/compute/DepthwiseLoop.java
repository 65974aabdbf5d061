package dev.convoy.compute;

/**
 * Depthwise convolution: every input channel has its own filters, so lanes run along channels and
 * nothing is summed across them. Borders skip the taps that fall on padding.
 */
final class DepthwiseLoop {
  private DepthwiseLoop() {}

  /** Adds to {@code y}, which holds the bias; arrays as in {@link Conv2d}. */
  static void add(ConvGeometry g, float[] x, PackedFilters w, float[] y) {
    float[] weights = w.panels();
    Window window = g.window();
    int inH = g.input().h();
    int inW = g.input().w();
    int inC = g.input().c();
    int outC = g.outC();
    int multiplier = g.groupOutC();
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
              if (iw < 0 || iw >= inW) {
                continue;
              }
              int xAt = ((n * inH + ih) * inW + iw) * inC;
              int wAt = (fh * window.filterW() + fw) * outC;
              if (multiplier == 1) {
                addTap(outC, x, xAt, weights, wAt, y, yAt);
              } else {
                addTapMultiplied(outC, multiplier, x, xAt, weights, wAt, y, yAt);
              }
            }
          }
          yAt += outC;
        }
      }
    }
  }

  private static void addTap(
      int count, float[] x, int xAt, float[] w, int wAt, float[] y, int yAt) {
    for (int c = 0; c < count; c++) {
      y[yAt + c] = Math.fma(x[xAt + c], w[wAt + c], y[yAt + c]);
    }
  }

  private static void addTapMultiplied(
      int count, int multiplier, float[] x, int xAt, float[] w, int wAt, float[] y, int yAt) {
    for (int c = 0; c < count; c++) {
      y[yAt + c] = Math.fma(x[xAt + c / multiplier], w[wAt + c], y[yAt + c]);
    }
  }
}
