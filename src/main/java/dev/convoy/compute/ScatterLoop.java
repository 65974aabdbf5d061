package dev.convoy.compute;

import java.util.Arrays;

/**
 * The gradient of a convolution's input, tap by tap: every tap adds {@code gradOutput * w[tap]} to
 * the pixels it was multiplied with, in a frame that has the padding around it.
 */
final class ScatterLoop {
  private ScatterLoop() {}

  /** Sets {@code gradInput}; arrays as in {@link Conv2d#gradInput}. */
  static void gradInput(
      ConvGeometry g, float[] gradOutput, PackedFilters turned, float[] gradInput, Workspace ws) {
    if (g.isDepthwise()) {
      DepthwiseLoop.gradInput(g, gradOutput, turned, gradInput);
      return;
    }
    int frameFloats = g.frameFloats();
    float[] frame = ws.floats(Workspace.Scratch.PADDED_IMAGE, frameFloats);
    for (int n = 0; n < g.input().n(); n++) {
      Arrays.fill(frame, 0, frameFloats, 0f);
      addOneImage(g, gradOutput, n * g.outH() * g.outW() * g.outC(), turned, frame, ws);
      Pad2d.cropImage(
          g.input().h(),
          g.input().w(),
          g.input().c(),
          g.pad(),
          frame,
          0,
          gradInput,
          n * g.imageFloats());
    }
  }

  private static void addOneImage(
      ConvGeometry g,
      float[] gradOutput,
      int gradAt,
      PackedFilters turned,
      float[] frame,
      Workspace ws) {
    int nr = ws.kernels().nr();
    int taps = g.window().taps();
    int inC = g.input().c();
    for (int group = 0; group < g.groups(); group++) {
      for (int panel = 0; panel < turned.panelCount(); panel++) {
        int width = Math.min(nr, g.groupInC() - panel * nr);
        for (int tap = 0; tap < taps; tap++) {
          int fh = tap / g.window().filterW() * g.window().dilationH();
          int fw = tap % g.window().filterW() * g.window().dilationW();
          int pixelAt = (fh * g.paddedW() + fw) * inC + group * g.groupInC() + panel * nr;
          int panelAt = turned.at(group, panel, (taps - 1 - tap) * g.groupOutC());
          int groupAt = gradAt + group * g.groupOutC();
          addTap(g, gradOutput, groupAt, turned.panels(), panelAt, width, frame, pixelAt, ws);
        }
      }
    }
  }

  private static void addTap(
      ConvGeometry g,
      float[] gradOutput,
      int gradAt,
      float[] panels,
      int panelAt,
      int width,
      float[] frame,
      int pixelAt,
      Workspace ws) {
    int nr = ws.kernels().nr();
    int rowStep = g.window().strideH() * g.paddedW() * g.input().c();
    for (int oh = 0; oh < g.outH(); oh++) {
      for (int k = 0; k < g.groupOutC(); k += MatrixProduct.DEPTH_BLOCK) {
        TileLoop.add(
            g.outW(),
            width,
            Math.min(MatrixProduct.DEPTH_BLOCK, g.groupOutC() - k),
            gradOutput,
            gradAt + oh * g.outW() * g.outC() + k,
            g.outC(),
            1,
            panels,
            panelAt + k * nr,
            frame,
            pixelAt + oh * rowStep,
            g.window().strideW() * g.input().c(),
            ws);
      }
    }
  }
}
