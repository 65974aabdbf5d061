package dev.convoy.reference;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;

/**
 * The notebook's convolution, step by step: {@link #zeroPad}, {@link #convSingleStep}, {@link
 * #convForward}, {@link #convBackward}. Its names in Java: {@code A_prev} is {@code aPrev}, {@code
 * W} is {@code w}, {@code Z} is {@code z}.
 *
 * <pre>
 *   aPrev  [m, nHPrev, nWPrev, nCPrev]   m images
 *   w      [f, f, nCPrev, nC]            nC filters
 *   b      [1, 1, 1, nC]                 one bias per filter
 *   z      [m, nH, nW, nC]
 *   nH = floor((nHPrev - f + 2 * pad) / stride) + 1, and nW likewise
 * </pre>
 */
public final class Convolution {
  /** What forward keeps for backward; the images as they came, without padding. */
  public record Cache(NdArray aPrev, NdArray w, NdArray b, Hparameters hparameters) {}

  /** Output and cache of {@link #convForward}. */
  public record Forward(NdArray z, Cache cache) {}

  /**
   * Gradients of the cost.
   *
   * @param dAPrev with respect to the images, {@code [m, nHPrev, nWPrev, nCPrev]}
   * @param dW with respect to the filters, {@code [f, f, nCPrev, nC]}, summed over the images
   * @param db with respect to the biases, {@code [1, 1, 1, nC]}, summed over the images
   */
  public record Gradients(NdArray dAPrev, NdArray dW, NdArray db) {}

  private Convolution() {}

  /**
   * Puts {@code pad} zeros on each side of every image.
   *
   * @param x {@code [m, nH, nW, nC]}
   * @return {@code [m, nH + 2 * pad, nW + 2 * pad, nC]}
   */
  public static NdArray zeroPad(NdArray x, int pad) {
    Shape s = x.shape();
    NdArray padded = NdArray.zeros(s.n(), s.h() + 2 * pad, s.w() + 2 * pad, s.c());
    for (int i = 0; i < s.n(); i++) {
      for (int h = 0; h < s.h(); h++) {
        for (int w = 0; w < s.w(); w++) {
          for (int c = 0; c < s.c(); c++) {
            padded.set(x.at(i, h, w, c), i, h + pad, w + pad, c);
          }
        }
      }
    }
    return padded;
  }

  /**
   * One filter on one slice: {@code sum(aSlicePrev * w) + b}. The bias is added once, after the
   * sum; the notebook's first edition added it to every product.
   *
   * @param aSlicePrev {@code [f, f, nCPrev]}
   * @param w {@code [f, f, nCPrev]}
   * @param b {@code [1, 1, 1]}
   */
  public static double convSingleStep(NdArray aSlicePrev, NdArray w, NdArray b) {
    Check.that(
        aSlicePrev.shape().equals(w.shape()),
        "conv single step: slice has shape %s, filter %s",
        aSlicePrev.shape(),
        w.shape());
    double sum = 0;
    for (int i = 0; i < w.values().length; i++) {
      sum += aSlicePrev.values()[i] * w.values()[i];
    }
    return sum + b.values()[0];
  }

  /**
   * All filters on all images.
   *
   * <pre>
   *   z[i, h, w, c] = sum over x, y, k of aPrevPad[i, h * stride + x, w * stride + y, k] * W[x, y, k, c] + b[c]
   * </pre>
   *
   * @throws IllegalArgumentException if channels do not fit, or a filter exceeds the padded image
   */
  public static Forward convForward(NdArray aPrev, NdArray w, NdArray b, Hparameters hparameters) {
    int f = w.shape().size(0);
    int stride = hparameters.stride();
    int nH = outputSize(aPrev.shape().h(), f, hparameters);
    int nW = outputSize(aPrev.shape().w(), f, hparameters);
    int nC = w.shape().c();
    Check.that(
        w.shape().size(2) == aPrev.shape().c(),
        "conv forward: images %s have %s channels, filters %s take %s",
        aPrev.shape(),
        aPrev.shape().c(),
        w.shape(),
        w.shape().size(2));
    NdArray aPrevPad = zeroPad(aPrev, hparameters.pad());
    NdArray z = NdArray.zeros(aPrev.shape().n(), nH, nW, nC);
    for (int i = 0; i < aPrev.shape().n(); i++) {
      for (int h = 0; h < nH; h++) {
        for (int v = 0; v < nW; v++) {
          NdArray slice = slice(aPrevPad, i, h * stride, v * stride, f);
          for (int c = 0; c < nC; c++) {
            NdArray bias = new NdArray(Shape.of(1, 1, 1), new double[] {b.at(0, 0, 0, c)});
            z.set(convSingleStep(slice, filter(w, c), bias), i, h, v, c);
          }
        }
      }
    }
    return new Forward(z, new Cache(aPrev, w, b, hparameters));
  }

  /**
   * From the gradient at the output back to images, filters and biases. Every output {@code (i, h,
   * v, c)} adds
   *
   * <pre>
   *   dAPrevPad[i, slice]  +=  W[..., c] * dZ[i, h, v, c]
   *   dW[..., c]           +=  slice of aPrevPad * dZ[i, h, v, c]
   *   db[c]                +=  dZ[i, h, v, c]
   * </pre>
   *
   * <p>and {@code dAPrev} is {@code dAPrevPad} without its frame.
   *
   * @param dZ gradient of the cost with respect to {@code z}, of its shape
   */
  public static Gradients convBackward(NdArray dZ, Cache cache) {
    NdArray w = cache.w();
    int f = w.shape().size(0);
    int pad = cache.hparameters().pad();
    int stride = cache.hparameters().stride();
    NdArray aPrevPad = zeroPad(cache.aPrev(), pad);
    NdArray dAPrevPad = NdArray.zeros(aPrevPad.shape().toArray());
    NdArray dW = NdArray.zeros(w.shape().toArray());
    NdArray db = NdArray.zeros(1, 1, 1, w.shape().c());
    Shape out = dZ.shape();
    for (int i = 0; i < out.n(); i++) {
      for (int h = 0; h < out.h(); h++) {
        for (int v = 0; v < out.w(); v++) {
          for (int c = 0; c < out.c(); c++) {
            double gradient = dZ.at(i, h, v, c);
            for (int x = 0; x < f; x++) {
              for (int y = 0; y < f; y++) {
                for (int k = 0; k < w.shape().size(2); k++) {
                  int row = h * stride + x;
                  int column = v * stride + y;
                  dAPrevPad.add(w.at(x, y, k, c) * gradient, i, row, column, k);
                  dW.add(aPrevPad.at(i, row, column, k) * gradient, x, y, k, c);
                }
              }
            }
            db.add(gradient, 0, 0, 0, c);
          }
        }
      }
    }
    return new Gradients(withoutFrame(dAPrevPad, pad), dW, db);
  }

  private static int outputSize(int size, int f, Hparameters hparameters) {
    int padded = size + 2 * hparameters.pad();
    Check.that(f <= padded, "conv: filter of %s pixels, padded image of %s", f, padded);
    return (padded - f) / hparameters.stride() + 1;
  }

  /** numpy's {@code a[i, h:h+f, w:w+f, :]}. */
  private static NdArray slice(NdArray a, int i, int h, int w, int f) {
    int channels = a.shape().c();
    NdArray slice = NdArray.zeros(f, f, channels);
    for (int x = 0; x < f; x++) {
      for (int y = 0; y < f; y++) {
        for (int c = 0; c < channels; c++) {
          slice.set(a.at(i, h + x, w + y, c), x, y, c);
        }
      }
    }
    return slice;
  }

  /** numpy's {@code w[..., c]}. */
  private static NdArray filter(NdArray w, int c) {
    Shape s = w.shape();
    NdArray filter = NdArray.zeros(s.size(0), s.size(1), s.size(2));
    for (int i = 0; i < filter.values().length; i++) {
      filter.values()[i] = w.values()[i * s.c() + c];
    }
    return filter;
  }

  private static NdArray withoutFrame(NdArray padded, int pad) {
    Shape s = padded.shape();
    NdArray inner = NdArray.zeros(s.n(), s.h() - 2 * pad, s.w() - 2 * pad, s.c());
    for (int i = 0; i < s.n(); i++) {
      for (int h = 0; h < inner.shape().h(); h++) {
        for (int w = 0; w < inner.shape().w(); w++) {
          for (int c = 0; c < s.c(); c++) {
            inner.set(padded.at(i, h + pad, w + pad, c), i, h, w, c);
          }
        }
      }
    }
    return inner;
  }
}
