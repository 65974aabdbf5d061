package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * All sizes of a convolution.
 *
 * <pre>
 *   outH = floor((H + padTop + padBottom - reachH) / strideH) + 1,  reachH = (filterH - 1) * dilationH + 1
 * </pre>
 *
 * @param input images, {@code [N, H, W, inC]}
 * @param outC number of filters
 * @param window the filters' size, stride and dilation
 * @param pad zeros around each image
 * @param groups groups of channels; {@code groups == inC} is a depthwise convolution
 * @param algorithm which ways of computing it are allowed
 */
public record ConvGeometry(
    Shape input, int outC, Window window, Padding pad, int groups, Algorithm algorithm)
    implements Serializable {
  /** Ways of computing a convolution. */
  public enum Algorithm {
    /** Winograd's F(4x4, 3x3) where the shape suits it; see {@link Winograd}. */
    FAST,
    /** Every product of the definition, in its order. */
    DIRECT
  }

  /** With fewer filters times channels the transforms cost more than the multiplications saved. */
  private static final int LEAST_WINOGRAD_PRODUCTS = 1024;

  private static final int LEAST_WINOGRAD_CHANNELS = 16;

  /** The fast algorithm where the shape suits it. */
  public ConvGeometry(Shape input, int outC, Window window, Padding pad, int groups) {
    this(input, outC, window, pad, groups, Algorithm.FAST);
  }

  public ConvGeometry {
    Check.that(input.rank() == 4, "conv: input %s, needs [N, H, W, C]", input);
    Check.that(outC > 0, "conv: %s filters, needs at least 1", outC);
    Check.that(
        groups > 0 && input.c() % groups == 0 && outC % groups == 0,
        "conv: %s groups must divide the %s input channels and the %s filters",
        groups,
        input.c(),
        outC);
    Check.that(input.c() > 0, "conv: input %s has no channels", input);
    checkFits("high", window.reachH(), input.h(), pad.top(), pad.bottom());
    checkFits("wide", window.reachW(), input.w(), pad.left(), pad.right());
    long padded = Math.multiplyExact(paddedSize(input.h(), pad.top(), pad.bottom()), input.c());
    padded = Math.multiplyExact(padded, paddedSize(input.w(), pad.left(), pad.right()));
    Check.that(
        padded < Integer.MAX_VALUE, "conv: a padded image of %s floats exceeds one array", padded);
  }

  private static void checkFits(String word, int reach, int size, int before, int after) {
    long padded = paddedSize(size, before, after);
    Check.that(
        reach <= padded,
        "conv: filter is %s pixels %s, the padded image only %s (%s + %s + %s)",
        reach,
        word,
        padded,
        before,
        size,
        after);
  }

  private static long paddedSize(int size, int before, int after) {
    return (long) before + size + after;
  }

  public int outH() {
    return (paddedH() - window.reachH()) / window.strideH() + 1;
  }

  public int outW() {
    return (paddedW() - window.reachW()) / window.strideW() + 1;
  }

  public int paddedH() {
    return pad.top() + input.h() + pad.bottom();
  }

  public int paddedW() {
    return pad.left() + input.w() + pad.right();
  }

  /** Input channels that one filter sees. */
  public int groupInC() {
    return input.c() / groups;
  }

  /** Filters of one group. */
  public int groupOutC() {
    return outC / groups;
  }

  /** {@code [filterH, filterW, inC / groups, outC]}. */
  public Shape weightShape() {
    return Shape.of(window.filterH(), window.filterW(), groupInC(), outC);
  }

  /** {@code [N, outH, outW, outC]}. */
  public Shape outputShape() {
    return Shape.of(input.n(), outH(), outW(), outC);
  }

  /** Work of a forward pass: 2 per multiply-add, padding counted as if it were image. */
  public long flops() {
    return 2L * outputShape().count() * window.taps() * groupInC();
  }

  /** The same convolution for {@code n} images. */
  public ConvGeometry withBatch(int n) {
    return n == input.n()
        ? this
        : new ConvGeometry(
            Shape.of(n, input.h(), input.w(), input.c()), outC, window, pad, groups, algorithm);
  }

  boolean isDepthwise() {
    return groups > 1 && groupInC() == 1;
  }

  /** Floats of one image. */
  int imageFloats() {
    return input.h() * input.w() * input.c();
  }

  /** Floats of one image with its padding around it. */
  int frameFloats() {
    return paddedH() * paddedW() * input.c();
  }

  /** Whether the gradient of the input is a convolution of the gradient of the output. */
  boolean hasTurned() {
    return window.strideH() == 1
        && window.strideW() == 1
        && Math.max(pad.top(), pad.bottom()) < window.reachH()
        && Math.max(pad.left(), pad.right()) < window.reachW();
  }

  /** That convolution: from output to input, each output channel in the place of an input one. */
  ConvGeometry turned() {
    Padding around =
        new Padding(
            window.reachH() - 1 - pad.top(),
            window.reachH() - 1 - pad.bottom(),
            window.reachW() - 1 - pad.left(),
            window.reachW() - 1 - pad.right());
    return new ConvGeometry(outputShape(), input.c(), window, around, groups, algorithm);
  }

  /**
   * Whether Winograd's algorithm computes it: 3 x 3, every pixel, and tiles of 4 x 4 outputs that
   * save at least a quarter of the multiplications. Depends on the shape of one image alone.
   */
  boolean isWinograd() {
    long tiles = (long) WinogradTiles.count(outH()) * WinogradTiles.count(outW());
    return algorithm == Algorithm.FAST
        && window.equals(Window.square(3, 1))
        && groups == 1
        && Math.min(input.c(), outC) >= LEAST_WINOGRAD_CHANNELS
        && (long) input.c() * outC >= LEAST_WINOGRAD_PRODUCTS
        && 4 * 36 * tiles <= 3 * 9L * outH() * outW();
  }

  /** Whether output pixels see one input pixel each, in the same order: a plain matrix product. */
  boolean isPointwise() {
    return window.taps() == 1
        && window.strideH() == 1
        && window.strideW() == 1
        && pad.isNone()
        && groups == 1;
  }
}
