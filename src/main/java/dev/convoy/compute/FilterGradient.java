package dev.convoy.compute;

/**
 * The gradient of a convolution's filters: a matrix product whose sums run over output pixels. The
 * rows of A are the floats under one run of a filter, so they lie side by side; the depth steps
 * from pixel to pixel.
 */
final class FilterGradient {
  private FilterGradient() {}

  /** Adds to {@code gradWeights} from {@code at} on; arrays as in {@link Conv2d#addGradWeights}. */
  static void add(
      ConvGeometry g, float[] x, float[] gradOutput, float[] gradWeights, int at, Workspace ws) {
    int pixels = g.outH() * g.outW();
    for (int n = 0; n < g.input().n(); n++) {
      int gradAt = n * pixels * g.outC();
      if (g.isPointwise()) {
        MatrixProduct.addTransposed(
            pixels,
            x,
            n * g.imageFloats(),
            g.input().c(),
            gradOutput,
            gradAt,
            g.outC(),
            gradWeights,
            at,
            ws);
      } else {
        float[] image = Conv2d.framed(g, x, n, ws);
        int imageAt = image == x ? n * g.imageFloats() : 0;
        addOneImage(g, image, imageAt, gradOutput, gradAt, gradWeights, at, ws);
      }
    }
  }

  private static void addOneImage(
      ConvGeometry g,
      float[] image,
      int imageAt,
      float[] gradOutput,
      int gradAt,
      float[] gradWeights,
      int at,
      Workspace ws) {
    int nr = ws.kernels().nr();
    int pixels = g.outH() * g.outW();
    float[] panel = ws.floats(Workspace.Scratch.B_PANEL, pixels * nr);
    for (int group = 0; group < g.groups(); group++) {
      for (int column = 0; column < g.groupOutC(); column += nr) {
        int width = Math.min(nr, g.groupOutC() - column);
        int firstC = group * g.groupOutC() + column;
        MatrixProduct.packPanel(pixels, width, gradOutput, gradAt + firstC, g.outC(), panel, nr);
        for (int r = 0; r < g.runCount(); r++) {
          int runAt = imageAt + g.runAt(r) + group * g.groupInC();
          int weightsAt = at + r * g.run() * g.outC() + firstC;
          addRun(g, image, runAt, panel, width, gradWeights, weightsAt, ws);
        }
      }
    }
  }

  /** One run of a filter, over all output pixels of an image, row after row. */
  private static void addRun(
      ConvGeometry g,
      float[] image,
      int runAt,
      float[] panel,
      int width,
      float[] gradWeights,
      int weightsAt,
      Workspace ws) {
    int pixelStep = g.window().strideW() * g.input().c();
    int rowStep = g.window().strideH() * g.paddedW() * g.input().c();
    int panelStep = g.outW() * ws.kernels().nr();
    for (int oh = 0; oh < g.outH(); oh++) {
      TileLoop.add(
          g.run(),
          width,
          g.outW(),
          image,
          runAt + oh * rowStep,
          1,
          pixelStep,
          panel,
          oh * panelStep,
          gradWeights,
          weightsAt,
          g.outC(),
          ws);
    }
  }
}
