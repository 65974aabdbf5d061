package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * All sizes of a transposed convolution.
 *
 * <pre>
 *   outH = (H - 1) * strideH + reachH + extraH - padTop - padBottom
 * </pre>
 *
 * @param input images, {@code [N, H, W, inC]}
 * @param outC channels of the output
 * @param window the filters' size; the stride is that of the output, pixels
 * @param pad pixels left out on the sides of the output
 * @param extraH rows added at the bottom of the output; ONNX's {@code output_padding}
 * @param extraW columns added at its right
 * @param groups groups of channels
 */
public record ConvTransposeGeometry(
    Shape input, int outC, Window window, Padding pad, int extraH, int extraW, int groups)
    implements Serializable {
  public ConvTransposeGeometry {
    Check.that(input.rank() == 4, "transposed conv: input %s, needs [N, H, W, C]", input);
    Check.that(
        input.h() > 0 && input.w() > 0 && input.c() > 0,
        "transposed conv: input %s has no pixels",
        input);
    Check.that(outC > 0, "transposed conv: %s output channels, needs at least 1", outC);
    Check.that(
        extraH >= 0 && extraW >= 0,
        "transposed conv: %s extra rows and %s extra columns, needs 0 or more",
        extraH,
        extraW);
    Check.that(
        groups > 0 && input.c() % groups == 0 && outC % groups == 0,
        "transposed conv: %s groups must divide the %s input and the %s output channels",
        groups,
        input.c(),
        outC);
    checkSize(
        "high", input.h(), window.strideH(), window.reachH(), extraH, pad.top(), pad.bottom());
    checkSize(
        "wide", input.w(), window.strideW(), window.reachW(), extraW, pad.left(), pad.right());
  }

  private static void checkSize(
      String word, int size, int stride, int reach, int extra, int before, int after) {
    long whole = (size - 1L) * stride + reach;
    long out = whole + extra - before - after;
    Check.that(
        out > 0 && before < whole && whole + extra < Integer.MAX_VALUE,
        "transposed conv: output is %s pixels %s (%s + %s without padding %s + %s)",
        out,
        word,
        whole,
        extra,
        before,
        after);
  }

  public int outH() {
    int whole = (input.h() - 1) * window.strideH() + window.reachH();
    return whole + extraH - pad.top() - pad.bottom();
  }

  public int outW() {
    int whole = (input.w() - 1) * window.strideW() + window.reachW();
    return whole + extraW - pad.left() - pad.right();
  }

  /** {@code [N, outH, outW, outC]}. */
  public Shape outputShape() {
    return Shape.of(input.n(), outH(), outW(), outC);
  }

  /** {@code [filterH, filterW, outC / groups, inC]}. */
  public Shape weightShape() {
    return Shape.of(window.filterH(), window.filterW(), outC / groups, input.c());
  }

  /** The same for {@code n} images. */
  public ConvTransposeGeometry withBatch(int n) {
    return n == input.n()
        ? this
        : new ConvTransposeGeometry(
            Shape.of(n, input.h(), input.w(), input.c()),
            outC,
            window,
            pad,
            extraH,
            extraW,
            groups);
  }

  /**
   * The convolution from the output, without {@link #unreached}, to the input: what goes forward
   * here goes back there.
   */
  ConvGeometry convolution() {
    Padding unreached = unreached();
    Shape reached =
        Shape.of(input.n(), outH() - unreached.bottom(), outW() - unreached.right(), outC);
    Padding around =
        new Padding(
            pad.top(),
            Math.max(0, pad.bottom() - extraH),
            pad.left(),
            Math.max(0, pad.right() - extraW));
    return new ConvGeometry(
        reached, input.c(), window, around, groups, ConvGeometry.Algorithm.DIRECT);
  }

  /**
   * Rows and columns at the end of the output that the convolution would see another pixel with:
   * extra ones, but for those that stand in for padding and those that a stride may leave over.
   */
  Padding unreached() {
    return new Padding(
        0,
        Math.max(0, extraH - pad.bottom() - (window.strideH() - 1)),
        0,
        Math.max(0, extraW - pad.right() - (window.strideW() - 1)));
  }
}
