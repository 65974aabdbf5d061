package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;

/**
 * Transposed convolution ("deconvolution"): every input pixel adds its filters, weighted, to the
 * output pixels under them.
 *
 * <pre>
 *   x     float32 [N, H, W, inC]                          images
 *   w     float32 [filterH, filterW, outC / groups, inC]  filters
 *   bias  float32 [outC], or empty                        one per output channel
 *   y     float32 [N, outH, outW, outC]                   set
 *
 *   y[n, oh, ow, oc] = bias[oc] + sum over the fh, fw, ic, h, w with oh = h * strideH + fh * dilationH - padTop
 *       and ow likewise of x[n, h, w, ic] * w[fh, fw, oc, ic]
 * </pre>
 *
 * <p>It is the gradient of the input of a convolution with these very filters, and is computed as
 * that ({@link Conv2d#gradInput}); its own gradients are that convolution and the gradient of its
 * filters. Always computed directly, never by Winograd's algorithm.
 *
 * @see <a href="https://arxiv.org/abs/1603.07285">Dumoulin and Visin 2016, chapter 4</a>
 */
public final class ConvTranspose2d {
  private ConvTranspose2d() {}

  /** Copies filters into the order that {@link #forward} reads them in. */
  public static PackedFilters pack(ConvTransposeGeometry g, float[] w, MicroKernels kernels) {
    return Conv2d.packTurned(g.convolution(), w, kernels);
  }

  /** Copies filters into the order that {@link #gradInput} reads them in. */
  public static PackedFilters packTurned(ConvTransposeGeometry g, float[] w, MicroKernels kernels) {
    return Conv2d.pack(g.convolution(), w, kernels);
  }

  /**
   * Forward; see the class for arrays and formula.
   *
   * @param w the filters as {@link #pack} packs them
   * @throws IllegalArgumentException if an array is shorter than its shape, or the filters were
   *     packed for another geometry or other kernels
   */
  public static void forward(
      ConvTransposeGeometry g, float[] x, PackedFilters w, float[] bias, float[] y, Workspace ws) {
    Check.length("transposed conv x", x, g.input());
    Check.lengthOrEmpty("transposed conv bias", bias, g.outC());
    Check.length("transposed conv y", y, g.outputShape());
    ConvGeometry convolution = g.convolution();
    if (g.unreached().isNone()) {
      Conv2d.gradInput(convolution, x, w, y, ws);
    } else {
      Shape reached = convolution.input();
      float[] part = ws.floats(Workspace.Scratch.REACHED_IMAGES, reached.length());
      Conv2d.gradInput(convolution, x, w, part, ws);
      Pad2d.forward(reached, g.unreached(), 0f, part, y);
    }
    if (bias.length > 0) {
      addBias(g.outputShape(), bias, y);
    }
  }

  private static void addBias(Shape output, float[] bias, float[] y) {
    int c = output.c();
    int end = output.length();
    for (int at = 0; at < end; at += c) {
      for (int i = 0; i < c; i++) {
        y[at + i] += bias[i];
      }
    }
  }

  /**
   * Gradient of the input, set: the convolution of {@code gradOutput} with the filters.
   *
   * @param turned the filters as {@link #packTurned} packs them
   * @throws IllegalArgumentException as {@link #forward}
   */
  public static void gradInput(
      ConvTransposeGeometry g,
      float[] gradOutput,
      PackedFilters turned,
      float[] gradInput,
      Workspace ws) {
    Check.length("transposed conv gradOutput", gradOutput, g.outputShape());
    Check.length("transposed conv gradInput", gradInput, g.input());
    float[] seen = reached(g, gradOutput, ws);
    Conv2d.forward(g.convolution(), seen, turned, new float[0], gradInput, ws);
  }

  /**
   * Adds the gradient of the filters.
   *
   * <pre>
   *   gradWeights  float32 [filterH, filterW, outC / groups, inC]   added to, from {@code at} on
   *   gradWeights[fh, fw, oc, ic] += sum over n, h, w of
   *       x[n, h, w, ic] * gradOutput[n, h * strideH + fh * dilationH - padTop, ..., oc]
   * </pre>
   *
   * @param at where the filters begin in {@code gradWeights}
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void addGradWeights(
      ConvTransposeGeometry g,
      float[] x,
      float[] gradOutput,
      float[] gradWeights,
      int at,
      Workspace ws) {
    Check.length("transposed conv x", x, g.input());
    Check.length("transposed conv gradOutput", gradOutput, g.outputShape());
    float[] seen = reached(g, gradOutput, ws);
    Conv2d.addGradWeights(g.convolution(), seen, x, gradWeights, at, ws);
  }

  /** Adds the gradient of the biases, which is the sum over all pixels of the output. */
  public static void addGradBias(
      ConvTransposeGeometry g, float[] gradOutput, float[] gradBias, int at) {
    Check.length("transposed conv gradOutput", gradOutput, g.outputShape());
    Check.length("transposed conv gradBias", gradBias, (long) at + g.outC());
    RowSums.add(g.outputShape().length() / g.outC(), g.outC(), gradOutput, gradBias, at);
  }

  /** The part of the output's gradient that leads to an input. */
  private static float[] reached(ConvTransposeGeometry g, float[] gradOutput, Workspace ws) {
    if (g.unreached().isNone()) {
      return gradOutput;
    }
    Shape reached = g.convolution().input();
    float[] part = ws.floats(Workspace.Scratch.REACHED_IMAGES, reached.length());
    Pad2d.gradInput(reached, g.unreached(), gradOutput, part);
    return part;
  }
}
