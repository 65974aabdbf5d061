package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * Convolves a batch of images with a bank of filters (not flipped, as everywhere in deep learning).
 *
 * <pre>
 *   x     float32 [N, H, W, inC]                          images
 *   w     float32 [filterH, filterW, inC / groups, outC]  filters
 *   bias  float32 [outC], or empty                        one per filter
 *   y     float32 [N, outH, outW, outC]                   set
 *
 *   y[n, oh, ow, oc] = bias[oc] + sum over fh, fw, ic of
 *       x[n, oh * strideH + fh * dilationH - padTop, ow * strideW + fw * dilationW - padLeft, ic] * w[fh, fw, ic, oc]
 * </pre>
 *
 * <p>The matrix of image patches is never written out (implicit GEMM): the pixels under one filter
 * row lie side by side in an NHWC image, so the micro-kernel reads them in place. An image with
 * padding is copied once into a frame of zeros.
 *
 * @see <a href="https://arxiv.org/abs/1603.07285">Dumoulin and Visin 2016, chapters 2 and 5</a>
 */
public final class Conv2d {
  /** Longest run of the depth per micro-kernel call: a panel of 2 x 16 lanes then fills 32 KiB. */
  private static final int DEPTH_BLOCK = 256;

  private Conv2d() {}

  /**
   * Copies filters into the order the micro-kernels read them in; to be done once per network.
   *
   * @throws IllegalArgumentException if {@code w} is shorter than its shape
   */
  public static PackedFilters pack(ConvGeometry g, float[] w, MicroKernels kernels) {
    Check.length("conv w", w, g.weightShape());
    int depth = g.window().taps() * g.groupInC();
    if (g.isDepthwise()) {
      return PackedFilters.wholeRows(depth, g.outC(), w);
    }
    return PackedFilters.pack(g.groups(), depth, g.groupOutC(), w, kernels);
  }

  /**
   * Forward; see the class for arrays and formula. Work {@link ConvGeometry#flops()}.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape, or the filters were
   *     packed for another geometry or other kernels
   */
  public static void forward(
      ConvGeometry g, float[] x, PackedFilters w, float[] bias, float[] y, Workspace ws) {
    Check.length("conv x", x, g.input());
    Check.lengthOrEmpty("conv bias", bias, g.outC());
    Check.length("conv y", y, g.outputShape());
    int columns = g.isDepthwise() ? g.outC() : g.groupOutC();
    int nr = g.isDepthwise() ? g.outC() : ws.kernels().nr();
    w.checkFits("conv w", g.window().taps() * g.groupInC(), columns, nr);
    fillRows(y, Math.toIntExact(g.outputShape().count()), g.outC(), bias);
    if (g.isDepthwise()) {
      DepthwiseLoop.add(g, x, w, y);
    } else if (g.isPointwise()) {
      addPointwise(g, x, w, y, ws);
    } else {
      addByImage(g, x, w, y, ws);
    }
  }

  /** Sets every row of {@code y} to the bias, or to zeros. */
  static void fillRows(float[] y, int count, int outC, float[] bias) {
    if (bias.length == 0) {
      Arrays.fill(y, 0, count, 0f);
      return;
    }
    for (int at = 0; at < count; at += outC) {
      System.arraycopy(bias, 0, y, at, outC);
    }
  }

  private static void addPointwise(
      ConvGeometry g, float[] x, PackedFilters w, float[] y, Workspace ws) {
    int pixels = g.input().n() * g.outH() * g.outW();
    addMatrixProduct(pixels, x, g.input().c(), w, y, ws);
  }

  /** {@code c [rows, columns] += a [rows, depth] * b [depth, columns]}. */
  static void addMatrixProduct(
      int rows, float[] a, int depth, PackedFilters b, float[] c, Workspace ws) {
    int columns = b.columns();
    int nr = ws.kernels().nr();
    for (int panel = 0; panel < b.panelCount(); panel++) {
      int width = Math.min(nr, columns - panel * nr);
      for (int k = 0; k < depth; k += DEPTH_BLOCK) {
        int kc = Math.min(DEPTH_BLOCK, depth - k);
        TileLoop.add(
            rows,
            width,
            kc,
            a,
            k,
            depth,
            b.panels(),
            b.at(0, panel, k),
            c,
            panel * nr,
            columns,
            ws);
      }
    }
  }

  private static void addByImage(
      ConvGeometry g, float[] x, PackedFilters w, float[] y, Workspace ws) {
    int imageFloats = g.input().h() * g.input().w() * g.input().c();
    int outputFloats = g.outH() * g.outW() * g.outC();
    for (int n = 0; n < g.input().n(); n++) {
      float[] image = x;
      int imageAt = n * imageFloats;
      if (!g.pad().isNone()) {
        image =
            ws.floats(Workspace.Scratch.PADDED_IMAGE, g.paddedH() * g.paddedW() * g.input().c());
        Pad2d.padImage(
            g.input().h(), g.input().w(), g.input().c(), g.pad(), 0f, x, imageAt, image, 0);
        imageAt = 0;
      }
      addOneImage(g, image, imageAt, w, y, n * outputFloats, ws);
    }
  }

  private static void addOneImage(
      ConvGeometry g,
      float[] image,
      int imageAt,
      PackedFilters w,
      float[] y,
      int yAt,
      Workspace ws) {
    int nr = ws.kernels().nr();
    // Without dilation and groups the taps of one filter row are one run of filterW * inC floats.
    boolean wholeRows = g.groups() == 1 && g.window().dilationW() == 1;
    int run = wholeRows ? g.window().filterW() * g.input().c() : g.groupInC();
    int runsPerRow = wholeRows ? 1 : g.window().filterW();
    int tapStep = g.window().dilationW() * g.input().c();
    int rowFloats = g.paddedW() * g.input().c();
    for (int group = 0; group < g.groups(); group++) {
      for (int panel = 0; panel < w.panelCount(); panel++) {
        int width = Math.min(nr, g.groupOutC() - panel * nr);
        int columnAt = yAt + group * g.groupOutC() + panel * nr;
        int k = 0;
        for (int fh = 0; fh < g.window().filterH(); fh++) {
          for (int r = 0; r < runsPerRow; r++) {
            int runAt =
                imageAt
                    + fh * g.window().dilationH() * rowFloats
                    + r * tapStep
                    + group * g.groupInC();
            addRun(g, run, image, runAt, w.panels(), w.at(group, panel, k), width, y, columnAt, ws);
            k += run;
          }
        }
      }
    }
  }

  /** Adds one run of the depth to all output pixels of an image, for one panel of filters. */
  private static void addRun(
      ConvGeometry g,
      int run,
      float[] image,
      int runAt,
      float[] panels,
      int panelAt,
      int width,
      float[] y,
      int columnAt,
      Workspace ws) {
    int nr = ws.kernels().nr();
    int pixelStep = g.window().strideW() * g.input().c();
    int rowStep = g.window().strideH() * g.paddedW() * g.input().c();
    for (int k = 0; k < run; k += DEPTH_BLOCK) {
      int kc = Math.min(DEPTH_BLOCK, run - k);
      for (int oh = 0; oh < g.outH(); oh++) {
        TileLoop.add(
            g.outW(),
            width,
            kc,
            image,
            runAt + k + oh * rowStep,
            pixelStep,
            panels,
            panelAt + k * nr,
            y,
            columnAt + oh * g.outW() * g.outC(),
            g.outC(),
            ws);
      }
    }
  }
}
