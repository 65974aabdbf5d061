package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;

/**
 * The gradient of a convolution's filters: a matrix product whose sums run over output pixels. Its
 * left matrix is the one of forward, transposed.
 */
final class FilterGradient {
  private FilterGradient() {}

  /** Adds to {@code gradWeights} from {@code at} on; arrays as in {@link Conv2d#addGradWeights}. */
  static void add(
      ConvGeometry g, float[] x, float[] gradOutput, float[] gradWeights, int at, Workspace ws) {
    int pixels = g.outH() * g.outW();
    int depth = g.window().taps() * g.groupInC();
    for (int n = 0; n < g.input().n(); n++) {
      float[] image = Conv2d.framed(g, x, n, ws);
      int imageAt = image == x ? n * g.imageFloats() : 0;
      for (int group = 0; group < g.groups(); group++) {
        MatrixA patches = InPlace.patchesTransposed(g, image, imageAt + group * g.groupInC(), ws);
        int firstC = group * g.groupOutC();
        MatrixProduct.addUnpacked(
            patches,
            depth,
            pixels,
            gradOutput,
            n * pixels * g.outC() + firstC,
            g.outC(),
            g.groupOutC(),
            gradWeights,
            at + firstC,
            g.outC(),
            ws);
      }
    }
  }
}
