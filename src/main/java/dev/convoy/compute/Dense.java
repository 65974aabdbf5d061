package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;

/**
 * Multiplies vectors with a matrix.
 *
 * <pre>
 *   x     float32 [N, inFeatures]            vectors
 *   w     float32 [inFeatures, outFeatures]  weights
 *   bias  float32 [outFeatures], or empty    one per output
 *   y     float32 [N, outFeatures]           set
 *   y[n, o] = bias[o] + sum over i of x[n, i] * w[i, o]
 * </pre>
 */
public final class Dense {
  private Dense() {}

  /** Copies weights into the order the micro-kernels read them in; once per network. */
  public static PackedFilters pack(
      int inFeatures, int outFeatures, float[] w, MicroKernels kernels) {
    Check.length("dense w", w, Math.multiplyExact((long) inFeatures, outFeatures));
    return PackedFilters.pack(1, inFeatures, outFeatures, w, kernels);
  }

  /**
   * Forward; see the class for arrays and formula. Work {@code 2 * n * inFeatures * outFeatures}.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(
      int n,
      int inFeatures,
      int outFeatures,
      float[] x,
      PackedFilters w,
      float[] bias,
      float[] y,
      Workspace ws) {
    Check.length("dense x", x, Math.multiplyExact((long) n, inFeatures));
    Check.lengthOrEmpty("dense bias", bias, outFeatures);
    Check.length("dense y", y, Math.multiplyExact((long) n, outFeatures));
    w.checkFits("dense w", inFeatures, outFeatures, ws.kernels().nr());
    Conv2d.fillRows(y, n * outFeatures, outFeatures, bias);
    Conv2d.addMatrixProduct(n, x, inFeatures, w, y, ws);
  }
}
