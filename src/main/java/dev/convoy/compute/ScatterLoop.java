package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;
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
      DepthwiseLoop.gradInput(g, gradOutput, turned, gradInput, ws);
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
    int taps = g.window().taps();
    int rowStep = g.window().strideH() * g.paddedW() * g.input().c();
    int pixelStep = g.window().strideW() * g.input().c();
    for (int group = 0; group < g.groups(); group++) {
      int groupAt = gradAt + group * g.groupOutC();
      for (int oh = 0; oh < g.outH(); oh++) {
        int rowAt = groupAt + oh * g.outW() * g.outC();
        MatrixA row = InPlace.plain(gradOutput, rowAt, g.outW(), g.outC(), g.groupOutC(), ws);
        for (int tap = 0; tap < taps; tap++) {
          int fh = tap / g.window().filterW() * g.window().dilationH();
          int fw = tap % g.window().filterW() * g.window().dilationW();
          int pixelAt = (fh * g.paddedW() + fw) * g.input().c() + group * g.groupInC();
          int at = pixelAt + oh * rowStep;
          int bRow = (taps - 1 - tap) * g.groupOutC();
          Start frameRow = new Start(frame, at, pixelStep);
          MatrixProduct.setRows(
              row,
              0,
              g.outW(),
              bRow,
              g.groupOutC(),
              turned,
              group,
              frameRow,
              frame,
              at,
              pixelStep,
              ws);
        }
      }
    }
  }
}
