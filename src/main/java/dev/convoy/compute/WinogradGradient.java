package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;
import dev.convoy.compute.micro.WinogradTransforms;

/**
 * The gradient of 3 x 3 filters by Winograd's algorithm: as {@link Winograd}, with the roles
 * exchanged.
 *
 * <pre>
 *   6 x 6 inputs     --B' . B--&gt; 36 numbers per channel --+
 *                                                         |  36 products  [inC, tiles] * [tiles, outC]
 *   4 x 4 gradients  --A . A'--&gt; 36 numbers per filter  --+
 *                                                         |
 *   3 x 3 gradient of the filters  +=  &lt;--G' . G--  36 numbers per channel and filter
 * </pre>
 *
 * <p>Tiles go through in blocks, whose sums are transformed and added one after the other. How the
 * tiles of a call fall into blocks is part of the result's last bits, so it follows from the shapes
 * alone.
 *
 * @see <a href="https://arxiv.org/abs/1509.09308">Lavin and Gray 2015, section 4.1</a>
 */
final class WinogradGradient {
  private static final int PASS = WinogradInputs.PASS;
  private static final int TAPS = 3;

  /** Floats of a block's transformed inputs and gradients: 4 MiB. */
  private static final int BLOCK = 1 << 20;

  private static final int LEAST_TILES = 48;

  /** With fewer tiles than that, the transforms of the sums cost more than they save. */
  private static final int WORTHWHILE_TILES = 24;

  private final ConvGeometry g;
  private final WinogradTiles tiles;
  private final Workspace ws;
  private final WinogradTransforms transforms;
  private final int block;
  private final int inputStep;
  private final int inputPassStep;
  private final int gradStep;
  private final int nr;

  /** Inputs and gradients of a block of tiles, transformed, about. */
  static long scratchFloats(ConvGeometry g) {
    long perTile = Winograd.PRODUCTS * (long) (g.input().c() + g.outC());
    return perTile * Math.min(new WinogradTiles(g).count(), Math.max(LEAST_TILES, BLOCK / perTile));
  }

  private WinogradGradient(ConvGeometry g, Workspace ws) {
    this.g = g;
    this.ws = ws;
    this.tiles = new WinogradTiles(g);
    this.transforms = ws.kernels().winograd();
    this.nr = ws.kernels().nr();
    int perTile = Winograd.PRODUCTS * (g.input().c() + g.outC());
    this.block = Math.min(tiles.count(), Math.max(LEAST_TILES, BLOCK / perTile));
    this.inputPassStep = Blocking.apart(block * PASS);
    this.inputStep = (g.input().c() + PASS - 1) / PASS * inputPassStep;
    this.gradStep = Blocking.apart(block * ws.kernels().wholeLanes(g.outC()));
  }

  /** Whether a call has images enough for it; otherwise the direct sum is faster. */
  static boolean suits(ConvGeometry g) {
    return g.isWinograd() && new WinogradTiles(g).count() >= WORTHWHILE_TILES;
  }

  /** Adds to {@code gradWeights} from {@code at} on; arrays as in {@link Conv2d#addGradWeights}. */
  static void add(
      ConvGeometry g, float[] x, float[] gradOutput, float[] gradWeights, int at, Workspace ws) {
    new WinogradGradient(g, ws).run(x, gradOutput, gradWeights, at);
  }

  private void run(float[] x, float[] gradOutput, float[] gradWeights, int at) {
    float[] inputs = ws.floats(Workspace.Scratch.WINOGRAD_INPUT, Winograd.PRODUCTS * inputStep);
    float[] grads = ws.floats(Workspace.Scratch.WINOGRAD_OUTPUT, Winograd.PRODUCTS * gradStep);
    WinogradInputs first = new WinogradInputs(g, tiles, ws);
    for (int from = 0; from < tiles.count(); from += block) {
      int count = Math.min(block, tiles.count() - from);
      for (int i = 0; i < count; i++) {
        first.transform(from + i, x, inputs, i * PASS, inputStep, inputPassStep);
      }
      for (int i = 0; i < count; i++) {
        transformGradOutput(from + i, gradOutput, grads, i);
      }
      for (int oc = 0; oc < g.outC(); oc += nr) {
        for (int ic = 0; ic < g.input().c(); ic += PASS) {
          addProducts(inputs, ic, grads, oc, count, gradWeights, at);
        }
      }
    }
  }

  /**
   * Sets the 36 numbers of tile {@code i} of the block, in panels of {@code nr} filters. Columns
   * that fill up the lanes hold anything: what comes of them is not read.
   */
  private void transformGradOutput(int tile, float[] gradOutput, float[] grads, int i) {
    int c = g.outC();
    int side = WinogradTiles.OUT * c;
    float[] patch = ws.floats(Workspace.Scratch.WINOGRAD_TILE, Winograd.PRODUCTS * c);
    boolean whole =
        tiles.rows(tile) == WinogradTiles.OUT && tiles.columns(tile) == WinogradTiles.OUT;
    if (!whole) {
      tiles.copyOutput(tile, gradOutput, patch);
    }
    float[] from = whole ? gradOutput : patch;
    int fromAt = whole ? tiles.outputAt(tile) : 0;
    int rowStep = whole ? g.outW() * c : side;
    float[] half = ws.floats(Workspace.Scratch.WINOGRAD_PASS, Winograd.PRODUCTS * PASS);
    int count;
    for (int oc = 0; oc < c; oc += count) {
      int panel = oc / nr;
      int width = panelWidth(panel);
      count = Math.min(Math.min(PASS, c - oc), (panel + 1) * nr - oc);
      for (int j = 0; j < WinogradTiles.OUT; j++) {
        transforms.gradOutput(
            count, from, fromAt + j * c + oc, rowStep, half, j * PASS, WinogradTiles.OUT * PASS);
      }
      int to = panel * nr * block + i * width + oc - panel * nr;
      for (int row = 0; row < WinogradTiles.IN; row++) {
        int halfAt = row * WinogradTiles.OUT * PASS;
        int rowTo = to + row * WinogradTiles.IN * gradStep;
        transforms.gradOutput(count, half, halfAt, PASS, grads, rowTo, gradStep);
      }
    }
  }

  private int panelWidth(int panel) {
    return Math.min(nr, ws.kernels().wholeLanes(g.outC()) - panel * nr);
  }

  /** The products of one pass of channels and one panel of filters, transformed and added. */
  private void addProducts(
      float[] inputs, int ic, float[] grads, int oc, int count, float[] gradWeights, int at) {
    int rows = Math.min(PASS, g.input().c() - ic);
    int width = panelWidth(oc / nr);
    int step = Blocking.apart(PASS * width);
    float[] sums = ws.floats(Workspace.Scratch.WINOGRAD_SUMS, Winograd.PRODUCTS * step);
    MatrixA tables = InPlace.transposed(inputs, 0, rows, PASS, count, ws);
    Start zero = Start.zero(width, ws);
    for (int e = 0; e < Winograd.PRODUCTS; e++) {
      MatrixA a = tables.of(inputs, e * inputStep + ic / PASS * inputPassStep);
      int bAt = e * gradStep + oc * block;
      MatrixProduct.setPanel(a, rows, count, grads, bAt, width, zero, sums, e * step, ws);
    }
    for (int i = 0; i < rows; i++) {
      int to = at + (ic + i) * g.outC() + oc;
      addTransformed(sums, i * width, step, Math.min(width, g.outC() - oc), gradWeights, to);
    }
  }

  /** Adds {@code G' sums G} for one input channel. */
  private void addTransformed(
      float[] sums, int sumsAt, int step, int columns, float[] gradWeights, int at) {
    int tap = g.input().c() * g.outC();
    float[] half = ws.floats(Workspace.Scratch.WINOGRAD_PASS, Winograd.PRODUCTS * PASS);
    for (int j = 0; j < columns; j += PASS) {
      int count = Math.min(PASS, columns - j);
      for (int e = 0; e < WinogradTiles.IN; e++) {
        int rowStep = WinogradTiles.IN * step;
        int halfStep = WinogradTiles.IN * PASS;
        transforms.gradWeights(
            count, sums, sumsAt + j + e * step, rowStep, half, e * PASS, halfStep);
      }
      for (int fh = 0; fh < TAPS; fh++) {
        int halfAt = fh * WinogradTiles.IN * PASS;
        transforms.addGradWeights(
            count, half, halfAt, PASS, gradWeights, at + fh * TAPS * tap + j, tap);
      }
    }
  }
}
