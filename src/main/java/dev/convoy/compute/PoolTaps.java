package dev.convoy.compute;

import dev.convoy.tensor.Check;

/** The taps of a pooling window at one output position that lie inside the image. */
final class PoolTaps {
  private final PoolGeometry g;
  private final int[] pixelAt;
  private final int[] tap;
  private int count;

  PoolTaps(PoolGeometry g) {
    this.g = g;
    this.pixelAt = new int[g.window().taps()];
    this.tap = new int[g.window().taps()];
  }

  /** Moves the window to output (oh, ow). */
  void move(int oh, int ow) {
    Window window = g.window();
    int inH = g.input().h();
    int inW = g.input().w();
    int c = g.input().c();
    int firstRow = oh * window.strideH() - g.pad().top();
    int firstColumn = ow * window.strideW() - g.pad().left();
    count = 0;
    for (int fh = 0; fh < window.filterH(); fh++) {
      int ih = firstRow + fh * window.dilationH();
      if (ih < 0 || ih >= inH) {
        continue;
      }
      for (int fw = 0; fw < window.filterW(); fw++) {
        int iw = firstColumn + fw * window.dilationW();
        if (iw >= 0 && iw < inW) {
          pixelAt[count] = (ih * inW + iw) * c;
          tap[count++] = fh * window.filterW() + fw;
        }
      }
    }
  }

  /** Taps inside the image, in row-major order. */
  int count() {
    return count;
  }

  /** Where the channels under the i-th of them begin in the image. */
  int pixelAt(int i) {
    return pixelAt[i];
  }

  /** Its number in the window, {@code fh * filterW + fw}. */
  int tap(int i) {
    return tap[i];
  }

  /**
   * The place among them of the tap with that number.
   *
   * @throws IllegalArgumentException if it is outside the image or the window
   */
  int indexOf(int number) {
    for (int i = 0; i < count; i++) {
      if (tap[i] == number) {
        return i;
      }
    }
    throw Check.failure("max-pool: tap %s won, which lies outside the image", number);
  }
}
