package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;

/**
 * A convolution of one pixel that widens an image and the depthwise one behind it, strip by strip:
 * the wide image, the largest array of a mobile network, is never there as a whole.
 *
 * <pre>
 *   x [H, W, inC]  --1 x 1--&gt;  rows of the wide image   --3 x 3 depthwise--&gt;  rows of y
 *                              +------------------+
 *                              | kept from before |  the rows that two strips see
 *                              | new              |
 *                              +------------------+  stays in L2
 * </pre>
 *
 * <p>Every number is computed once, as {@link Conv2d#forward} computes it, to the last bit.
 */
public final class ExpandedDepthwise {
  /** Floats of a strip of the wide image: 256 KiB, a quarter of an L2. */
  private static final int STRIP = 1 << 16;

  private final ConvGeometry expand;
  private final ConvGeometry depthwise;
  private final int rowFloats;
  private final int stripRows;

  private ExpandedDepthwise(ConvGeometry expand, ConvGeometry depthwise) {
    this.expand = expand;
    this.depthwise = depthwise;
    this.rowFloats = expand.outW() * expand.outC();
    int reach = depthwise.window().reachH();
    int more = (STRIP / rowFloats - reach) / depthwise.window().strideH();
    this.stripRows = Math.max(1, 1 + more);
  }

  /**
   * Whether two convolutions can run so, and the wide image is larger than a strip.
   *
   * @param expand the first one
   * @param depthwise the second one, whose input is the output of the first
   */
  public static boolean suits(ConvGeometry expand, ConvGeometry depthwise) {
    return expand.isPointwise()
        && depthwise.isDepthwise()
        && depthwise.groupOutC() == 1
        && expand.outputShape().equals(depthwise.input())
        && Math.max(depthwise.pad().top(), depthwise.pad().bottom()) < depthwise.window().reachH()
        && depthwise.imageFloats() > STRIP;
  }

  /**
   * Forward of both; arrays as in {@link Conv2d#forward}.
   *
   * @param expand of as many images as {@code depthwise}
   * @param afterExpand for outputs of the first one, which lie in an array of a few rows: it may
   *     depend on the channel alone
   * @param after for outputs of the second one
   * @throws IllegalArgumentException if an array is shorter than its shape, or the two do not
   *     {@link #suits suit}
   */
  public static void forward(
      ConvGeometry expand,
      PackedFilters expandW,
      float[] expandBias,
      Epilogue afterExpand,
      ConvGeometry depthwise,
      PackedFilters depthwiseW,
      float[] depthwiseBias,
      Epilogue after,
      float[] x,
      float[] y,
      Workspace ws) {
    Check.that(suits(expand, depthwise), "%s does not suit %s", expand, depthwise);
    Check.length("conv x", x, expand.input());
    Check.lengthOrEmpty("conv bias", expandBias, expand.outC());
    Check.lengthOrEmpty("conv bias", depthwiseBias, depthwise.outC());
    Check.length("conv y", y, depthwise.outputShape());
    Conv2d.checkFits(expand, expandW, ws);
    Conv2d.checkFits(depthwise, depthwiseW, ws);
    ExpandedDepthwise both = new ExpandedDepthwise(expand, depthwise);
    for (int n = 0; n < expand.input().n(); n++) {
      both.image(n, expandW, expandBias, afterExpand, depthwiseW, depthwiseBias, after, x, y, ws);
    }
  }

  private void image(
      int n,
      PackedFilters expandW,
      float[] expandBias,
      Epilogue afterExpand,
      PackedFilters depthwiseW,
      float[] depthwiseBias,
      Epilogue after,
      float[] x,
      float[] y,
      Workspace ws) {
    Window window = depthwise.window();
    int inC = expand.input().c();
    int outC = expand.outC();
    int width = expand.outW();
    int height = expand.outH();
    int mostRows = (stripRows - 1) * window.strideH() + window.reachH();
    float[] wide = ws.floats(Workspace.Scratch.WIDE_ROWS, Math.min(mostRows, height) * rowFloats);
    Start start = Start.bias(expandBias, outC, ws);
    int top = 0;
    int end = 0; // rows top to end - 1 of the wide image lie in the strip
    for (int oh = 0; oh < depthwise.outH(); oh += stripRows) {
      int outRows = Math.min(stripRows, depthwise.outH() - oh);
      int seenFrom = oh * window.strideH() - depthwise.pad().top();
      int seenTo = seenFrom + (outRows - 1) * window.strideH() + window.reachH();
      int from = Math.min(Math.max(seenFrom, 0), height);
      int to = Math.max(from, Math.min(seenTo, height));
      int kept = Math.max(0, end - from);
      System.arraycopy(
          wide, Math.min(from - top, end - top) * rowFloats, wide, 0, kept * rowFloats);
      int firstNew = from + kept;
      if (firstNew < to) {
        int pixels = (to - firstNew) * width;
        int xAt = n * expand.imageFloats() + firstNew * width * inC;
        MatrixA rows = InPlace.plain(x, xAt, pixels, inC, inC, ws);
        MatrixProduct.set(
            rows, pixels, inC, expandW, 0, start, wide, kept * rowFloats, outC, afterExpand, ws);
      }
      top = from;
      end = to;
      ConvGeometry strip = strip(from - seenFrom, to - from, seenTo - to);
      int yAt = (n * depthwise.outH() + oh) * depthwise.outW() * outC;
      DepthwiseLoop.forward(strip, wide, depthwiseW, depthwiseBias, y, yAt, after, ws);
    }
  }

  /** The depthwise convolution of some rows, with as many of padding above and below. */
  private ConvGeometry strip(int above, int rows, int below) {
    Padding pad = depthwise.pad();
    return new ConvGeometry(
        Shape.of(1, rows, depthwise.input().w(), depthwise.input().c()),
        depthwise.outC(),
        depthwise.window(),
        new Padding(above, below, pad.left(), pad.right()),
        depthwise.groups(),
        depthwise.algorithm());
  }
}
