package dev.convoy.compute;

import dev.convoy.compute.micro.WinogradTransforms;

/**
 * The first step of Winograd's algorithm: {@code B' x B}, 36 numbers per channel from the 6 x 6
 * inputs of a tile.
 */
final class WinogradInputs {
  /** Channels that a transform takes through both its passes at once, so that they stay in L1. */
  static final int PASS = 64;

  private final ConvGeometry g;
  private final WinogradTiles tiles;
  private final Workspace ws;
  private final WinogradTransforms transforms;

  WinogradInputs(ConvGeometry g, WinogradTiles tiles, Workspace ws) {
    this.g = g;
    this.tiles = tiles;
    this.ws = ws;
    this.transforms = ws.kernels().winograd();
  }

  /**
   * Sets the 36 numbers of a tile. Channel c of number e goes to {@code to[at + e * step + c / PASS
   * * passStep + c % PASS]}.
   */
  void transform(int tile, float[] x, float[] to, int at, int step, int passStep) {
    int c = g.input().c();
    if (tiles.isInside(tile)) {
      transform(x, tiles.inputAt(tile), g.input().w() * c, to, at, step, passStep);
    } else {
      float[] patch = ws.floats(Workspace.Scratch.WINOGRAD_TILE, Winograd.PRODUCTS * c);
      tiles.copyInput(tile, x, patch);
      transform(patch, 0, WinogradTiles.IN * c, to, at, step, passStep);
    }
  }

  private void transform(
      float[] x, int xAt, int rowStep, float[] to, int at, int step, int passStep) {
    int c = g.input().c();
    float[] half = ws.floats(Workspace.Scratch.WINOGRAD_PASS, Winograd.PRODUCTS * PASS);
    int toAt = at;
    for (int ic = 0; ic < c; ic += PASS) {
      int count = Math.min(PASS, c - ic);
      for (int j = 0; j < WinogradTiles.IN; j++) {
        transforms.input(
            count, x, xAt + j * c + ic, rowStep, half, j * PASS, WinogradTiles.IN * PASS);
      }
      for (int i = 0; i < WinogradTiles.IN; i++) {
        int row = i * WinogradTiles.IN;
        transforms.input(count, half, row * PASS, PASS, to, toAt + row * step, step);
      }
      toAt += passStep;
    }
  }
}
