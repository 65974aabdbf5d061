package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * All sizes of a pooling.
 *
 * <pre>
 *   outH = round((H + padTop + padBottom - reachH) / strideH) + 1
 * </pre>
 *
 * <p>With {@link Rounding#CEIL} a last window that would begin beyond the image and its leading
 * padding is left out, as in PyTorch.
 *
 * @param input images, {@code [N, H, W, C]}
 * @param window size, stride and dilation
 * @param pad pixels around each image; max-pooling never chooses them
 * @param rounding what happens to rows and columns that no whole window covers
 */
public record PoolGeometry(Shape input, Window window, Padding pad, Rounding rounding)
    implements Serializable {
  /** How the last, incomplete step of the window is treated. */
  public enum Rounding {
    /** Left out. */
    FLOOR,
    /** Pooled with the part of the window that lies inside. */
    CEIL
  }

  public PoolGeometry {
    Check.that(input.rank() == 4, "pool: input %s, needs [N, H, W, C]", input);
    checkAxis("high", input.h(), window.reachH(), pad.top(), pad.bottom());
    checkAxis("wide", input.w(), window.reachW(), pad.left(), pad.right());
    int outH =
        outSize(input.h(), pad.top(), pad.bottom(), window.reachH(), window.strideH(), rounding);
    int outW =
        outSize(input.w(), pad.left(), pad.right(), window.reachW(), window.strideW(), rounding);
    checkEveryWindow(
        "row", outH, input.h(), pad.top(), window.filterH(), window.strideH(), window.dilationH());
    checkEveryWindow(
        "column",
        outW,
        input.w(),
        pad.left(),
        window.filterW(),
        window.strideW(),
        window.dilationW());
  }

  private static void checkAxis(String word, int size, int reach, int before, int after) {
    long padded = (long) before + size + after;
    Check.that(padded < Integer.MAX_VALUE / 2, "pool: a padded image %s pixels %s", padded, word);
    Check.that(
        reach <= padded,
        "pool: window is %s pixels %s, the padded image only %s (%s + %s + %s)",
        reach,
        word,
        padded,
        before,
        size,
        after);
  }

  private static void checkEveryWindow(
      String word, int outSize, int size, int before, int filter, int stride, int dilation) {
    for (int o = 0; o < outSize; o++) {
      boolean seesImage = false;
      for (int f = 0; f < filter && !seesImage; f++) {
        int at = o * stride - before + f * dilation;
        seesImage = at >= 0 && at < size;
      }
      Check.that(seesImage, "pool: output %s %s would see padding only; use less padding", word, o);
    }
  }

  private static int outSize(
      int size, int before, int after, int reach, int stride, Rounding rounding) {
    int steps = before + size + after - reach;
    if (rounding == Rounding.FLOOR) {
      return steps / stride + 1;
    }
    int out = (steps + stride - 1) / stride + 1;
    boolean lastBeginsInside = (out - 1) * (long) stride < size + (long) before;
    return lastBeginsInside ? out : out - 1;
  }

  public int outH() {
    return outSize(input.h(), pad.top(), pad.bottom(), window.reachH(), window.strideH(), rounding);
  }

  public int outW() {
    return outSize(input.w(), pad.left(), pad.right(), window.reachW(), window.strideW(), rounding);
  }

  /** {@code [N, outH, outW, C]}. */
  public Shape outputShape() {
    return Shape.of(input.n(), outH(), outW(), input.c());
  }

  /** The same pooling for {@code n} images. */
  public PoolGeometry withBatch(int n) {
    return n == input.n()
        ? this
        : new PoolGeometry(Shape.of(n, input.h(), input.w(), input.c()), window, pad, rounding);
  }
}
