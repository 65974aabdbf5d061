package dev.convoy.compute;

import java.util.Arrays;

/**
 * Where the tiles of a Winograd convolution lie: 4 x 4 outputs each, which see 6 x 6 inputs. Tiles
 * are numbered row by row, image after image; those at the right and lower border reach beyond it.
 */
final class WinogradTiles {
  /** Outputs of a tile, one way. */
  static final int OUT = 4;

  /** Inputs of a tile, one way. */
  static final int IN = 6;

  private final ConvGeometry g;
  private final int across;
  private final int perImage;

  WinogradTiles(ConvGeometry g) {
    this.g = g;
    this.across = count(g.outW());
    this.perImage = count(g.outH()) * across;
  }

  /** Tiles that cover {@code size} outputs. */
  static int count(int size) {
    return (size + OUT - 1) / OUT;
  }

  /** Tiles of all images. */
  int count() {
    return Math.multiplyExact(g.input().n(), perImage);
  }

  /** Which image a tile is of. */
  int image(int tile) {
    return tile / perImage;
  }

  /** First output row of a tile. */
  int row(int tile) {
    return tile % perImage / across * OUT;
  }

  /** First output column of a tile. */
  int column(int tile) {
    return tile % across * OUT;
  }

  /** Rows of a tile that are outputs: 4 but at the lower border. */
  int rows(int tile) {
    return Math.min(OUT, g.outH() - row(tile));
  }

  /** Columns of a tile that are outputs: 4 but at the right border. */
  int columns(int tile) {
    return Math.min(OUT, g.outW() - column(tile));
  }

  /** Where a tile's first output lies. */
  int outputAt(int tile) {
    return ((image(tile) * g.outH() + row(tile)) * g.outW() + column(tile)) * g.outC();
  }

  /** Whether all inputs of a tile lie inside the image. */
  boolean isInside(int tile) {
    int h = row(tile) - g.pad().top();
    int w = column(tile) - g.pad().left();
    return h >= 0 && w >= 0 && h + IN <= g.input().h() && w + IN <= g.input().w();
  }

  /** Where a tile's first input lies, if it is inside. */
  int inputAt(int tile) {
    int h = row(tile) - g.pad().top();
    int w = column(tile) - g.pad().left();
    return ((image(tile) * g.input().h() + h) * g.input().w() + w) * g.input().c();
  }

  /** Copies a tile's inputs, {@code [6, 6, inC]}, with zeros for what lies outside the image. */
  void copyInput(int tile, float[] x, float[] patch) {
    int c = g.input().c();
    int firstH = row(tile) - g.pad().top();
    int firstW = column(tile) - g.pad().left();
    int fromW = Math.max(firstW, 0);
    int toW = Math.min(firstW + IN, g.input().w());
    Arrays.fill(patch, 0, IN * IN * c, 0f);
    for (int i = 0; i < IN; i++) {
      int h = firstH + i;
      if (h >= 0 && h < g.input().h() && fromW < toW) {
        int at = ((image(tile) * g.input().h() + h) * g.input().w() + fromW) * c;
        System.arraycopy(x, at, patch, (i * IN + fromW - firstW) * c, (toW - fromW) * c);
      }
    }
  }

  /** Copies a tile's outputs, {@code [4, 4, outC]}, with zeros for what lies outside the image. */
  void copyOutput(int tile, float[] y, float[] patch) {
    int c = g.outC();
    Arrays.fill(patch, 0, OUT * OUT * c, 0f);
    for (int i = 0; i < rows(tile); i++) {
      int at = outputAt(tile) + i * g.outW() * c;
      System.arraycopy(y, at, patch, i * OUT * c, columns(tile) * c);
    }
  }
}
