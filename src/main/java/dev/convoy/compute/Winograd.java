package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.compute.micro.WinogradTransforms;
import java.util.function.Supplier;

/**
 * Winograd's F(4x4, 3x3): convolution of 3 x 3 filters with stride 1 by a quarter of the
 * multiplications.
 *
 * <pre>
 *   6 x 6 inputs --B' . B--&gt; 36 numbers per channel
 *                                |   36 products  [tiles, inC] * [inC, outC],  one for each of them
 *   4 x 4 outputs &lt;--A' . A-- 36 numbers per filter
 * </pre>
 *
 * <p>The transforms run lanes along channels, the products through the micro-kernel. Tiles go
 * through in blocks that stay in the CPU's caches; a tile's result does not depend on the others.
 *
 * <p>The numbers between the transforms are larger than in and out, so rounding costs more than in
 * the direct sum: the largest errors seen stand in {@code docs/bench/convolution.md}.
 *
 * @see <a href="https://arxiv.org/abs/1509.09308">Lavin and Gray 2015</a>
 */
final class Winograd {
  /** Products of matrices: one for each of the 6 x 6 transformed inputs. */
  static final int PRODUCTS = WinogradTiles.IN * WinogradTiles.IN;

  private static final int PASS = WinogradInputs.PASS;

  private static final double[][] FILTER_TRANSFORM = {
    {1 / 4.0, 0, 0},
    {-1 / 6.0, -1 / 6.0, -1 / 6.0},
    {-1 / 6.0, 1 / 6.0, -1 / 6.0},
    {1 / 24.0, 1 / 12.0, 1 / 6.0},
    {1 / 24.0, -1 / 12.0, 1 / 6.0},
    {0, 0, 1},
  };

  private final ConvGeometry g;
  private final WinogradTiles tiles;
  private final Workspace ws;
  private final WinogradTransforms transforms;
  private final int block;
  private final int inputStep;
  private final int outputStep;

  private Winograd(ConvGeometry g, Workspace ws) {
    this.g = g;
    this.ws = ws;
    this.tiles = new WinogradTiles(g);
    this.transforms = ws.kernels().winograd();
    this.block = Math.min(tiles.count(), Blocking.winogradTiles(g.input().c(), g.outC()));
    this.inputStep = Blocking.apart(block * g.input().c());
    this.outputStep = Blocking.apart(block * g.outC());
  }

  /**
   * {@code G w G'} of every filter, as 36 matrices {@code [inC, outC]}; in double, rounded once.
   */
  static PackedFilters pack(ConvGeometry g, Supplier<float[]> w, MicroKernels kernels) {
    int inC = g.input().c();
    int outC = g.outC();
    return PackedFilters.of(
        PRODUCTS,
        inC,
        outC,
        kernels,
        (packed, panels) -> transformFilters(w.get(), packed, panels));
  }

  private static void transformFilters(float[] w, PackedFilters packed, float[] panels) {
    int outC = packed.columns();
    int inC = packed.depth();
    double[] half = new double[WinogradTiles.IN * 3];
    for (int ic = 0; ic < inC; ic++) {
      for (int oc = 0; oc < outC; oc++) {
        int at = ic * outC + oc;
        for (int i = 0; i < WinogradTiles.IN; i++) {
          double[] row = FILTER_TRANSFORM[i];
          for (int b = 0; b < 3; b++) {
            half[i * 3 + b] =
                row[0] * w[b * inC * outC + at]
                    + row[1] * w[(3 + b) * inC * outC + at]
                    + row[2] * w[(6 + b) * inC * outC + at];
          }
        }
        for (int e = 0; e < PRODUCTS; e++) {
          double[] column = FILTER_TRANSFORM[e % WinogradTiles.IN];
          int i = e / WinogradTiles.IN * 3;
          double value = half[i] * column[0] + half[i + 1] * column[1] + half[i + 2] * column[2];
          panels[packed.valueAt(e, ic, oc)] = (float) value;
        }
      }
    }
  }

  /** Sets {@code y}; arrays as in {@link Conv2d#forward}. */
  static void forward(
      ConvGeometry g,
      float[] x,
      PackedFilters w,
      float[] bias,
      float[] y,
      Epilogue after,
      Workspace ws) {
    new Winograd(g, ws).run(x, w, bias.length == 0 ? ws.zeros(g.outC()) : bias, y, after);
  }

  /** Inputs and outputs of a block of tiles, transformed. */
  static long scratchFloats(ConvGeometry g) {
    int inC = g.input().c();
    int outC = g.outC();
    int block = Math.min(new WinogradTiles(g).count(), Blocking.winogradTiles(inC, outC));
    return (long) PRODUCTS * (Blocking.apart(block * inC) + Blocking.apart(block * outC));
  }

  private void run(float[] x, PackedFilters w, float[] bias, float[] y, Epilogue after) {
    int inC = g.input().c();
    int outC = g.outC();
    float[] inputs = ws.floats(Workspace.Scratch.WINOGRAD_INPUT, PRODUCTS * inputStep);
    float[] outputs = ws.floats(Workspace.Scratch.WINOGRAD_OUTPUT, PRODUCTS * outputStep);
    WinogradInputs transformed = new WinogradInputs(g, tiles, ws);
    Start zero = Start.zero(outC, ws);
    MatrixA rows = InPlace.plain(inputs, 0, block, inC, inC, ws);
    for (int first = 0; first < tiles.count(); first += block) {
      int count = Math.min(block, tiles.count() - first);
      for (int i = 0; i < count; i++) {
        transformed.transform(first + i, x, inputs, i * inC, inputStep, WinogradInputs.PASS);
      }
      for (int e = 0; e < PRODUCTS; e++) {
        MatrixA a = rows.of(inputs, e * inputStep);
        MatrixProduct.set(
            a, count, inC, w, e, zero, outputs, e * outputStep, outC, Epilogue.NONE, ws);
      }
      for (int i = 0; i < count; i++) {
        transformOutput(first + i, outputs, i * outC, bias, y);
      }
      finish(first, first + count, y, after);
    }
  }

  /** Whole rows of tiles that were not finished before the block and are now. */
  private void finish(int first, int end, float[] y, Epilogue after) {
    int across = WinogradTiles.count(g.outW());
    for (int row = first / across; row < end / across; row++) {
      int tile = row * across;
      after.apply(y, tiles.outputAt(tile), tiles.rows(tile) * g.outW() * g.outC());
    }
  }

  /** Sets the outputs of a tile that are inside the image. */
  private void transformOutput(int tile, float[] outputs, int at, float[] bias, float[] y) {
    int c = g.outC();
    int rows = tiles.rows(tile);
    int columns = tiles.columns(tile);
    int yAt = tiles.outputAt(tile);
    if (rows == WinogradTiles.OUT && columns == WinogradTiles.OUT) {
      transformOutput(outputs, at, bias, y, yAt, g.outW() * c);
      return;
    }
    int side = WinogradTiles.OUT * c;
    float[] patch = ws.floats(Workspace.Scratch.WINOGRAD_TILE, WinogradTiles.OUT * side);
    transformOutput(outputs, at, bias, patch, 0, side);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(patch, i * side, y, yAt + i * g.outW() * c, columns * c);
    }
  }

  private void transformOutput(
      float[] outputs, int at, float[] bias, float[] y, int yAt, int rowStep) {
    int c = g.outC();
    float[] half = ws.floats(Workspace.Scratch.WINOGRAD_PASS, PRODUCTS * PASS);
    for (int oc = 0; oc < c; oc += PASS) {
      int count = Math.min(PASS, c - oc);
      for (int j = 0; j < WinogradTiles.IN; j++) {
        transforms.output(
            count,
            outputs,
            at + oc + j * outputStep,
            WinogradTiles.IN * outputStep,
            half,
            j * PASS,
            WinogradTiles.IN * PASS);
      }
      for (int i = 0; i < WinogradTiles.OUT; i++) {
        int row = i * WinogradTiles.IN * PASS;
        transforms.biasedOutput(count, half, row, PASS, bias, oc, y, yAt + oc + i * rowStep, c);
      }
    }
  }
}
