package dev.convoy.reference;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;

/**
 * The notebook's pooling, step by step: {@link #poolForward}, {@link #createMaskFromWindow}, {@link
 * #distributeValue}, {@link #poolBackward}.
 *
 * <pre>
 *   aPrev  [m, nHPrev, nWPrev, nC]   m images
 *   a      [m, nH, nW, nC]
 *   nH = floor((nHPrev - f) / stride) + 1, and nW likewise; what no whole window covers is not used
 * </pre>
 */
public final class Pooling {
  /** The notebook's {@code mode}. */
  public enum Mode {
    MAX,
    AVERAGE
  }

  /** What forward keeps for backward. */
  public record Cache(NdArray aPrev, Hparameters hparameters) {}

  /** Output and cache of {@link #poolForward}. */
  public record Forward(NdArray a, Cache cache) {}

  private Pooling() {}

  /** The largest value, or the mean, of every channel under every position of the window. */
  public static Forward poolForward(NdArray aPrev, Hparameters hparameters, Mode mode) {
    Shape s = aPrev.shape();
    int f = hparameters.f();
    int stride = hparameters.stride();
    Check.that(
        f <= s.h() && f <= s.w(), "pool: window of %s pixels, image of %s x %s", f, s.h(), s.w());
    int nH = (s.h() - f) / stride + 1;
    int nW = (s.w() - f) / stride + 1;
    NdArray a = NdArray.zeros(s.n(), nH, nW, s.c());
    for (int i = 0; i < s.n(); i++) {
      for (int h = 0; h < nH; h++) {
        for (int w = 0; w < nW; w++) {
          for (int c = 0; c < s.c(); c++) {
            NdArray window = window(aPrev, i, h * stride, w * stride, c, f);
            a.set(mode == Mode.MAX ? max(window) : window.mean(), i, h, w, c);
          }
        }
      }
    }
    return new Forward(a, new Cache(aPrev, hparameters));
  }

  /**
   * 1 where {@code x} has its maximum, 0 elsewhere. Where several values are the largest all of
   * them are marked, so the gradient grows; libraries give it to the first alone.
   *
   * @param x {@code [f, f]}
   */
  public static NdArray createMaskFromWindow(NdArray x) {
    double max = max(x);
    NdArray mask = NdArray.zeros(x.shape().toArray());
    for (int i = 0; i < mask.values().length; i++) {
      mask.values()[i] = x.values()[i] == max ? 1 : 0;
    }
    return mask;
  }

  /**
   * Shares {@code dz} equally: {@code dz / (nH * nW)} everywhere.
   *
   * @return {@code [nH, nW]}
   */
  public static NdArray distributeValue(double dz, int nH, int nW) {
    NdArray a = NdArray.zeros(nH, nW);
    Arrays.fill(a.values(), dz / (nH * nW));
    return a;
  }

  /**
   * From the gradient at the output back to the images. Every output adds its gradient to its
   * window: where the maximum was ({@link #createMaskFromWindow}), or in equal shares ({@link
   * #distributeValue}).
   *
   * @param dA gradient of the cost with respect to {@code a}, of its shape
   * @return gradient with respect to {@code aPrev}, of its shape
   */
  public static NdArray poolBackward(NdArray dA, Cache cache, Mode mode) {
    NdArray aPrev = cache.aPrev();
    int f = cache.hparameters().f();
    int stride = cache.hparameters().stride();
    NdArray dAPrev = NdArray.zeros(aPrev.shape().toArray());
    Shape out = dA.shape();
    for (int i = 0; i < out.n(); i++) {
      for (int h = 0; h < out.h(); h++) {
        for (int w = 0; w < out.w(); w++) {
          for (int c = 0; c < out.c(); c++) {
            double gradient = dA.at(i, h, w, c);
            NdArray share =
                mode == Mode.MAX
                    ? createMaskFromWindow(window(aPrev, i, h * stride, w * stride, c, f))
                    : distributeValue(gradient, f, f);
            for (int x = 0; x < f; x++) {
              for (int y = 0; y < f; y++) {
                double part = mode == Mode.MAX ? share.at(x, y) * gradient : share.at(x, y);
                dAPrev.add(part, i, h * stride + x, w * stride + y, c);
              }
            }
          }
        }
      }
    }
    return dAPrev;
  }

  /** numpy's {@code a[i, h:h+f, w:w+f, c]}. */
  private static NdArray window(NdArray a, int i, int h, int w, int c, int f) {
    NdArray window = NdArray.zeros(f, f);
    for (int x = 0; x < f; x++) {
      for (int y = 0; y < f; y++) {
        window.set(a.at(i, h + x, w + y, c), x, y);
      }
    }
    return window;
  }

  private static double max(NdArray x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : x.values()) {
      max = Math.max(max, value);
    }
    return max;
  }
}
