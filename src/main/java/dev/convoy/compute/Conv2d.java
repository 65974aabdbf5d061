package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import java.util.function.Supplier;

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
 * <p>The matrix of image patches is never written out (implicit GEMM): the micro-kernel reads them
 * in place, through two tables ({@link InPlace}). An image with padding is copied once into a frame
 * of zeros. Large 3 x 3 convolutions with stride 1 go through {@link Winograd}, depthwise ones
 * through {@link DepthwiseLoop}. Which way is taken depends on the geometry of one image alone.
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
    return pack(g, () -> w, kernels);
  }

  private static PackedFilters pack(ConvGeometry g, Supplier<float[]> w, MicroKernels kernels) {
    int depth = g.window().taps() * g.groupInC();
    if (g.isDepthwise()) {
      return PackedFilters.wholeRows(depth, g.outC(), w);
    }
    if (g.isWinograd()) {
      return Winograd.pack(g, w, kernels);
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
    forward(g, x, w, bias, y, Epilogue.NONE, ws);
  }

  /** As above, with something to be done to every output before it leaves the CPU's caches. */
  public static void forward(
      ConvGeometry g,
      float[] x,
      PackedFilters w,
      float[] bias,
      float[] y,
      Epilogue after,
      Workspace ws) {
    Check.length("conv x", x, g.input());
    Check.lengthOrEmpty("conv bias", bias, g.outC());
    Check.length("conv y", y, g.outputShape());
    checkFits(g, w, ws);
    if (g.isDepthwise()) {
      DepthwiseLoop.forward(g, x, w, bias, y, 0, after, ws);
    } else if (g.isWinograd()) {
      Winograd.forward(g, x, w, bias, y, after, ws);
    } else if (g.isPointwise()) {
      int pixels = g.input().n() * g.outH() * g.outW();
      MatrixA rows = InPlace.plain(x, 0, pixels, g.input().c(), g.input().c(), ws);
      Start start = Start.bias(bias, g.outC(), ws);
      MatrixProduct.set(rows, pixels, g.input().c(), w, 0, start, y, 0, g.outC(), after, ws);
    } else {
      forwardByImage(g, x, w, bias, y, after, ws);
    }
  }

  /** Whether filters were packed for {@link #forward} of this geometry. */
  static void checkFits(ConvGeometry g, PackedFilters w, Workspace ws) {
    checkFits(g, w, g.window().taps() * g.groupInC(), g.groupOutC(), ws);
  }

  /** Filters of a depthwise convolution lie there as they are, both ways. */
  private static void checkFits(
      ConvGeometry g, PackedFilters w, int depth, int columns, Workspace ws) {
    if (g.isDepthwise()) {
      w.checkFits("conv w", 1, g.window().taps(), g.outC(), g.outC());
    } else if (g.isWinograd()) {
      w.checkFits("conv w", Winograd.PRODUCTS, g.input().c(), g.outC(), ws.kernels().nr());
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
      return pack(g.turned(), () -> turned(g, w), kernels);
    }
    return PackedFilters.pack(
        g.groups(), g.window().taps() * g.groupOutC(), g.groupInC(), () -> turned(g, w), kernels);
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
   * Adds the gradient of the filters. Images are summed one after the other, except by {@link
   * WinogradGradient}: there the last bits depend on which images come in one call.
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
      DepthwiseLoop.addGradWeights(g, x, gradOutput, gradWeights, at, ws);
    } else if (WinogradGradient.suits(g)) {
      WinogradGradient.add(g, x, gradOutput, gradWeights, at, ws);
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

  /** Floats of scratch that {@link #forward} needs, but for tables and single tiles. */
  public static long scratchFloats(ConvGeometry g) {
    if (!g.isDepthwise() && g.isWinograd()) {
      return Winograd.scratchFloats(g);
    }
    return g.isDepthwise() || g.isPointwise() || g.pad().isNone() ? 0 : g.frameFloats();
  }

  /** Floats of scratch that the gradients need, but for tables, panels and single tiles. */
  public static long backwardScratchFloats(ConvGeometry g) {
    long input = !g.isDepthwise() && g.hasTurned() ? scratchFloats(g.turned()) : 0;
    long weights = 0;
    if (!g.isDepthwise()) {
      weights = WinogradGradient.suits(g) ? WinogradGradient.scratchFloats(g) : scratchFloats(g);
    }
    return Math.max(input, weights);
  }

  private static void forwardByImage(
      ConvGeometry g,
      float[] x,
      PackedFilters w,
      float[] bias,
      float[] y,
      Epilogue after,
      Workspace ws) {
    int pixels = g.outH() * g.outW();
    int depth = g.window().taps() * g.groupInC();
    Start start = Start.bias(bias, g.outC(), ws);
    for (int n = 0; n < g.input().n(); n++) {
      float[] image = framed(g, x, n, ws);
      int imageAt = image == x ? n * g.imageFloats() : 0;
      int outputAt = n * pixels * g.outC();
      if (g.groups() == 1) {
        MatrixA patches = InPlace.patches(g, image, imageAt, ws);
        MatrixProduct.set(patches, pixels, depth, w, 0, start, y, outputAt, g.outC(), after, ws);
        continue;
      }
      for (int group = 0; group < g.groups(); group++) {
        MatrixA patches = InPlace.patches(g, image, imageAt + group * g.groupInC(), ws);
        int firstC = group * g.groupOutC();
        Start from = start.from(firstC);
        MatrixProduct.set(
            patches,
            pixels,
            depth,
            w,
            group,
            from,
            y,
            outputAt + firstC,
            g.outC(),
            Epilogue.NONE,
            ws);
      }
      after.apply(y, outputAt, pixels * g.outC());
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
}
