package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;

/**
 * The left matrices of all products, as tables of where their elements lie; nothing is copied.
 *
 * <p>A workspace has room for one at a time: making the next one overwrites the tables.
 */
final class InPlace {
  private InPlace() {}

  /** {@code a [rows, depth]}, whose rows begin {@code lda} floats apart. */
  static MatrixA plain(float[] data, int at, int rows, int lda, int depth, Workspace ws) {
    int[] rowAt = multiples(Workspace.Table.ROW_AT, rows, lda, ws);
    int[] depthAt = multiples(Workspace.Table.DEPTH_AT, depth, 1, ws);
    return new MatrixA(data, at, rowAt, depthAt, 1, Integer.MAX_VALUE);
  }

  /** The same with rows and depth exchanged: {@code data} holds {@code [depth, rows]}. */
  static MatrixA transposed(float[] data, int at, int rows, int lda, int depth, Workspace ws) {
    int[] rowAt = multiples(Workspace.Table.ROW_AT, rows, 1, ws);
    int[] depthAt = multiples(Workspace.Table.DEPTH_AT, depth, lda, ws);
    return new MatrixA(data, at, rowAt, depthAt, lda, Integer.MAX_VALUE);
  }

  private static int[] multiples(Workspace.Table use, int count, int step, Workspace ws) {
    int[] table = ws.ints(use, count);
    for (int i = 0; i < count; i++) {
      table[i] = i * step;
    }
    return table;
  }

  /**
   * The patches of one image, {@code [outH * outW, taps * inC / groups]}: what each filter of the
   * first group sees at each output pixel.
   *
   * @param image with its padding around it
   */
  static MatrixA patches(ConvGeometry g, float[] image, int at, Workspace ws) {
    int[] pixelAt = ws.ints(Workspace.Table.ROW_AT, g.outH() * g.outW());
    int[] tapAt = ws.ints(Workspace.Table.DEPTH_AT, g.window().taps() * g.groupInC());
    fillPixels(g, pixelAt);
    fillTaps(g, tapAt);
    boolean rowIsRun = g.window().dilationW() == 1 && g.groups() == 1;
    int run = rowIsRun ? g.window().filterW() * g.input().c() : g.groupInC();
    return new MatrixA(image, at, pixelAt, tapAt, 1, run);
  }

  /** The same patches as {@code [taps * inC / groups, outH * outW]}. */
  static MatrixA patchesTransposed(ConvGeometry g, float[] image, int at, Workspace ws) {
    int[] tapAt = ws.ints(Workspace.Table.ROW_AT, g.window().taps() * g.groupInC());
    int[] pixelAt = ws.ints(Workspace.Table.DEPTH_AT, g.outH() * g.outW());
    fillPixels(g, pixelAt);
    fillTaps(g, tapAt);
    return new MatrixA(image, at, tapAt, pixelAt, g.window().strideW() * g.input().c(), g.outW());
  }

  private static void fillPixels(ConvGeometry g, int[] pixelAt) {
    int pixelStep = g.window().strideW() * g.input().c();
    int rowStep = g.window().strideH() * g.paddedW() * g.input().c();
    int i = 0;
    for (int oh = 0; oh < g.outH(); oh++) {
      for (int ow = 0; ow < g.outW(); ow++) {
        pixelAt[i++] = oh * rowStep + ow * pixelStep;
      }
    }
  }

  private static void fillTaps(ConvGeometry g, int[] tapAt) {
    int pixelStep = g.window().dilationW() * g.input().c();
    int rowStep = g.window().dilationH() * g.paddedW() * g.input().c();
    int k = 0;
    for (int fh = 0; fh < g.window().filterH(); fh++) {
      for (int fw = 0; fw < g.window().filterW(); fw++) {
        for (int ic = 0; ic < g.groupInC(); ic++) {
          tapAt[k++] = fh * rowStep + fw * pixelStep + ic;
        }
      }
    }
  }
}
