package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;

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
    checkFits(g, w, g.window().taps() * g.groupInC(), g.groupOutC(), ws);
    MatrixProduct.fillRows(y, Math.toIntExact(g.outputShape().count()), g.outC(), bias);
    if (g.isDepthwise()) {
      DepthwiseLoop.add(g, x, w, y);
    } else if (g.isPointwise()) {
      addPointwise(g, x, w, y, ws);
    } else {
      addByImage(g, x, w, y, ws);
    }
  }

  /** Filters of a depthwise convolution lie there as they are, both ways. */
  private static void checkFits(
      ConvGeometry g, PackedFilters w, int depth, int columns, Workspace ws) {
    if (g.isDepthwise()) {
      w.checkFits("conv w", 1, g.window().taps(), g.outC(), g.outC());
    } else {
      w.checkFits("conv w", g.groups(), depth, columns, ws.kernels().nr());
    }
  }

  /**
   * Copies filters into the order {@link #gradInput} reads them in: turned by 180 degrees, input
   * and output channels exchanged; to be done once per set of weights.
   *
   * @throws IllegalArgumentException if {@code w} is shorter than its shape
   */
  public static PackedFilters packTurned(ConvGeometry g, float[] w, MicroKernels kernels) {
    Check.length("conv w", w, g.weightShape());
    if (g.isDepthwise()) {
      return pack(g, w, kernels);
    }
    if (g.hasTurned()) { // depthwise, if every group has one filter
      return pack(g.turned(), turned(g, w), kernels);
    }
    return PackedFilters.pack(
        g.groups(), g.window().taps() * g.groupOutC(), g.groupInC(), turned(g, w), kernels);
  }

  /** {@code [filterH, filterW, outC / groups, inC]}: the filters of the convolution backwards. */
  private static float[] turned(ConvGeometry g, float[] w) {
    int taps = g.window().taps();
    int inC = g.groupInC();
    int outC = g.groupOutC();
    float[] turned = new float[g.weightShape().length()];
    int at = 0;
    for (int tap = taps - 1; tap >= 0; tap--) {
      for (int oc = 0; oc < outC; oc++) {
        for (int group = 0; group < g.groups(); group++) {
          for (int ic = 0; ic < inC; ic++) {
            turned[at++] = w[(tap * inC + ic) * g.outC() + group * outC + oc];
          }
        }
      }
    }
    return turned;
  }

  /**
   * Gradient of the input.
   *
   * <pre>
   *   gradOutput  float32 [N, outH, outW, outC]   upstream gradient
   *   gradInput   float32 [N, H, W, inC]          set
   *   gradInput[n, ih, iw, ic] = sum over the fh, fw, oc, oh, ow with ih = oh * strideH + fh * dilationH - padTop
   *       and iw likewise of gradOutput[n, oh, ow, oc] * w[fh, fw, ic, oc]
   * </pre>
   *
   * <p>With stride 1 this is itself a convolution, of {@code gradOutput} with the turned filters;
   * with other strides every tap adds its share to the pixels it came from. Work as forward.
   *
   * @param turned the filters as {@link #packTurned} packs them
   * @throws IllegalArgumentException if an array is shorter than its shape, or the filters were
   *     packed for another geometry or other kernels
   */
  public static void gradInput(
      ConvGeometry g, float[] gradOutput, PackedFilters turned, float[] gradInput, Workspace ws) {
    Check.length("conv gradOutput", gradOutput, g.outputShape());
    Check.length("conv gradInput", gradInput, g.input());
    if (!g.isDepthwise() && g.hasTurned()) {
      forward(g.turned(), gradOutput, turned, new float[0], gradInput, ws);
      return;
    }
    checkFits(g, turned, g.window().taps() * g.groupOutC(), g.groupInC(), ws);
    ScatterLoop.gradInput(g, gradOutput, turned, gradInput, ws);
  }

  /**
   * Adds the gradient of the filters, image after image.
   *
   * <pre>
   *   gradWeights  float32 [filterH, filterW, inC / groups, outC]   added to, from {@code at} on
   *   gradWeights[fh, fw, ic, oc] += sum over n, oh, ow of
   *       x[n, oh * strideH + fh * dilationH - padTop, ...] * gradOutput[n, oh, ow, oc]
   * </pre>
   *
   * @param at where the filters begin in {@code gradWeights}
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void addGradWeights(
      ConvGeometry g, float[] x, float[] gradOutput, float[] gradWeights, int at, Workspace ws) {
    Check.length("conv x", x, g.input());
    Check.length("conv gradOutput", gradOutput, g.outputShape());
    Check.length("conv gradWeights", gradWeights, at + g.weightShape().count());
    if (g.isDepthwise()) {
      DepthwiseLoop.addGradWeights(g, x, gradOutput, gradWeights, at);
    } else {
      FilterGradient.add(g, x, gradOutput, gradWeights, at, ws);
    }
  }

  /**
   * Adds the gradient of the biases: {@code gradBias[oc] += sum over n, oh, ow of gradOutput}.
   *
   * @param at where the biases begin in {@code gradBias}
   */
  public static void addGradBias(ConvGeometry g, float[] gradOutput, float[] gradBias, int at) {
    Check.length("conv gradOutput", gradOutput, g.outputShape());
    Check.length("conv gradBias", gradBias, (long) at + g.outC());
    int pixels = g.input().n() * g.outH() * g.outW();
    RowSums.add(pixels, g.outC(), gradOutput, gradBias, at);
  }

  private static void addPointwise(
      ConvGeometry g, float[] x, PackedFilters w, float[] y, Workspace ws) {
    int pixels = g.input().n() * g.outH() * g.outW();
    MatrixProduct.add(pixels, x, g.input().c(), w, y, ws);
  }

  private static void addByImage(
      ConvGeometry g, float[] x, PackedFilters w, float[] y, Workspace ws) {
    int outputFloats = g.outH() * g.outW() * g.outC();
    for (int n = 0; n < g.input().n(); n++) {
      float[] image = framed(g, x, n, ws);
      int imageAt = image == x ? n * g.imageFloats() : 0;
      addOneImage(g, image, imageAt, w, y, n * outputFloats, ws);
    }
  }

  /** Image {@code n} in its frame of zeros; {@code x} itself where there is no padding. */
  static float[] framed(ConvGeometry g, float[] x, int n, Workspace ws) {
    if (g.pad().isNone()) {
      return x;
    }
    float[] frame = ws.floats(Workspace.Scratch.PADDED_IMAGE, g.frameFloats());
    Pad2d.padImage(
        g.input().h(), g.input().w(), g.input().c(), g.pad(), 0f, x, n * g.imageFloats(), frame, 0);
    return frame;
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
    int run = g.run();
    for (int group = 0; group < g.groups(); group++) {
      for (int panel = 0; panel < w.panelCount(); panel++) {
        int width = Math.min(nr, g.groupOutC() - panel * nr);
        int columnAt = yAt + group * g.groupOutC() + panel * nr;
        for (int r = 0; r < g.runCount(); r++) {
          int runAt = imageAt + g.runAt(r) + group * g.groupInC();
          int panelAt = w.at(group, panel, r * run);
          addRun(g, run, image, runAt, w.panels(), panelAt, width, y, columnAt, ws);
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
    for (int k = 0; k < run; k += MatrixProduct.DEPTH_BLOCK) {
      int kc = Math.min(MatrixProduct.DEPTH_BLOCK, run - k);
      for (int oh = 0; oh < g.outH(); oh++) {
        TileLoop.add(
            g.outW(),
            width,
            kc,
            image,
            runAt + k + oh * rowStep,
            pixelStep,
            1,
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
