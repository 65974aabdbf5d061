package dev.convoy.network.layer;

import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import java.io.Serializable;

/** Padding as a network file states it: pixels, or by rule. */
public sealed interface Spacing extends Serializable {
  /** The padding for an image of this size. */
  Padding resolve(int inH, int inW, Window window);

  /** So many pixels on each side. */
  record Pixels(Padding padding) implements Spacing {
    @Override
    public Padding resolve(int inH, int inW, Window window) {
      return padding;
    }
  }

  /**
   * {@code same}: as much as makes {@code outH = ceil(H / strideH)}; an odd pixel goes to the
   * bottom and the right, as in TensorFlow.
   */
  record Same() implements Spacing {
    @Override
    public Padding resolve(int inH, int inW, Window window) {
      int high = total(inH, window.reachH(), window.strideH());
      int wide = total(inW, window.reachW(), window.strideW());
      return new Padding(high / 2, high - high / 2, wide / 2, wide - wide / 2);
    }

    private static int total(int size, int reach, int stride) {
      int out = (size + stride - 1) / stride;
      return Math.max(0, (out - 1) * stride + reach - size);
    }
  }
}
