package dev.convoy.compute;

import dev.convoy.compute.micro.MatrixA;
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
    return PackedFilters.pack(1, inFeatures, outFeatures, () -> w, kernels);
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
    w.checkFits("dense w", 1, inFeatures, outFeatures, ws.kernels().nr());
    multiply(n, inFeatures, x, w, Start.bias(bias, outFeatures, ws), y, outFeatures, ws);
  }

  /** Copies weights into the order {@link #gradInput} reads them in: transposed. */
  public static PackedFilters packTurned(
      int inFeatures, int outFeatures, float[] w, MicroKernels kernels) {
    Check.length("dense w", w, Math.multiplyExact((long) inFeatures, outFeatures));
    return PackedFilters.pack(
        1, outFeatures, inFeatures, () -> transposed(inFeatures, outFeatures, w), kernels);
  }

  private static float[] transposed(int inFeatures, int outFeatures, float[] w) {
    float[] transposed = new float[Math.multiplyExact(inFeatures, outFeatures)];
    for (int i = 0; i < inFeatures; i++) {
      for (int o = 0; o < outFeatures; o++) {
        transposed[o * inFeatures + i] = w[i * outFeatures + o];
      }
    }
    return transposed;
  }

  /**
   * Gradient of the input: {@code gradInput[n, i] = sum over o of gradOutput[n, o] * w[i, o]}, set.
   *
   * @param turned the weights as {@link #packTurned} packs them
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void gradInput(
      int n,
      int inFeatures,
      int outFeatures,
      float[] gradOutput,
      PackedFilters turned,
      float[] gradInput,
      Workspace ws) {
    Check.length("dense gradOutput", gradOutput, Math.multiplyExact((long) n, outFeatures));
    Check.length("dense gradInput", gradInput, Math.multiplyExact((long) n, inFeatures));
    turned.checkFits("dense w", 1, outFeatures, inFeatures, ws.kernels().nr());
    Start zero = Start.zero(inFeatures, ws);
    multiply(n, outFeatures, gradOutput, turned, zero, gradInput, inFeatures, ws);
  }

  private static void multiply(
      int n,
      int depth,
      float[] x,
      PackedFilters w,
      Start start,
      float[] y,
      int columns,
      Workspace ws) {
    MatrixA rows = InPlace.plain(x, 0, n, depth, depth, ws);
    MatrixProduct.set(rows, n, depth, w, 0, start, y, 0, columns, Epilogue.NONE, ws);
  }

  /**
   * Adds the gradient of the weights: {@code gradWeights[i, o] += sum over n of x[n, i] *
   * gradOutput[n, o]}.
   *
   * @param at where the weights begin in {@code gradWeights}
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void addGradWeights(
      int n,
      int inFeatures,
      int outFeatures,
      float[] x,
      float[] gradOutput,
      float[] gradWeights,
      int at,
      Workspace ws) {
    Check.length("dense x", x, Math.multiplyExact((long) n, inFeatures));
    Check.length("dense gradOutput", gradOutput, Math.multiplyExact((long) n, outFeatures));
    Check.length("dense gradWeights", gradWeights, at + (long) inFeatures * outFeatures);
    MatrixA columns = InPlace.transposed(x, 0, inFeatures, inFeatures, n, ws);
    MatrixProduct.addUnpacked(
        columns,
        inFeatures,
        n,
        gradOutput,
        0,
        outFeatures,
        outFeatures,
        gradWeights,
        at,
        outFeatures,
        ws);
  }

  /** Adds the gradient of the biases: {@code gradBias[o] += sum over n of gradOutput[n, o]}. */
  public static void addGradBias(
      int n, int outFeatures, float[] gradOutput, float[] gradBias, int at) {
    Check.length("dense gradOutput", gradOutput, Math.multiplyExact((long) n, outFeatures));
    Check.length("dense gradBias", gradBias, (long) at + outFeatures);
    RowSums.add(n, outFeatures, gradOutput, gradBias, at);
  }
}
