package dev.convoy.reference;

import dev.convoy.tensor.Shape;
import java.util.function.IntConsumer;

/**
 * Pooling in full generality, float64, as plain loops: any stride, four-sided padding, dilation, an
 * incomplete last window, both ways of counting the padding. The oracle of {@code compute}; for the
 * notebook's own form read {@link Pooling}.
 *
 * @param window {@code {filterH, filterW}}
 * @param stride {@code {strideH, strideW}}
 * @param pad {@code {top, bottom, left, right}}
 * @param dilation {@code {dilationH, dilationW}}
 * @param ceil whether an incomplete last window counts, if it begins inside the image or its
 *     leading padding
 */
public record Pool2dReference(int[] window, int[] stride, int[] pad, int[] dilation, boolean ceil) {

  /** Largest value under each window; padding is never chosen. */
  public NdArray max(NdArray x) {
    NdArray y = NdArray.zeros(outputShape(x.shape()).toArray());
    for (int yAt = 0; yAt < y.values().length; yAt++) {
      double[] max = {Double.NEGATIVE_INFINITY};
      inside(x.shape(), y.shape(), yAt, xAt -> max[0] = Math.max(max[0], x.values()[xAt]));
      y.values()[yAt] = max[0];
    }
    return y;
  }

  /**
   * Gradient of {@link #max}.
   *
   * @param allTies whether every largest value gets the gradient, or the first in row-major order
   */
  public NdArray maxBackward(NdArray x, NdArray dy, boolean allTies) {
    NdArray y = max(x);
    NdArray dx = NdArray.zeros(x.shape().toArray());
    for (int i = 0; i < y.values().length; i++) {
      int yAt = i;
      boolean[] given = {false};
      inside(
          x.shape(),
          y.shape(),
          yAt,
          xAt -> {
            if (x.values()[xAt] == y.values()[yAt] && (allTies || !given[0])) {
              dx.values()[xAt] += dy.values()[yAt];
              given[0] = true;
            }
          });
    }
    return dx;
  }

  /**
   * Mean under each window.
   *
   * @param countPadding whether padding under the window counts as zeros
   */
  public NdArray average(NdArray x, boolean countPadding) {
    NdArray y = NdArray.zeros(outputShape(x.shape()).toArray());
    for (int i = 0; i < y.values().length; i++) {
      int yAt = i;
      inside(x.shape(), y.shape(), yAt, xAt -> y.values()[yAt] += x.values()[xAt]);
      y.values()[yAt] /= divisor(x.shape(), y.shape(), yAt, countPadding);
    }
    return y;
  }

  /** Gradient of {@link #average}. */
  public NdArray averageBackward(Shape x, NdArray dy, boolean countPadding) {
    NdArray dx = NdArray.zeros(x.toArray());
    for (int i = 0; i < dy.values().length; i++) {
      double share = dy.values()[i] / divisor(x, dy.shape(), i, countPadding);
      inside(x, dy.shape(), i, xAt -> dx.values()[xAt] += share);
    }
    return dx;
  }

  private Shape outputShape(Shape x) {
    return Shape.of(
        x.n(), outputSize(x.h(), 0, pad[0], pad[1]), outputSize(x.w(), 1, pad[2], pad[3]), x.c());
  }

  private int outputSize(int size, int axis, int before, int after) {
    int reach = (window[axis] - 1) * dilation[axis] + 1;
    int steps = size + before + after - reach;
    int out = steps / stride[axis] + 1;
    boolean more = ceil && steps % stride[axis] != 0 && out * stride[axis] < size + before;
    return more ? out + 1 : out;
  }

  /** Visits every element of x under the window of one output, row by row. */
  private void inside(Shape x, Shape y, int yAt, IntConsumer visitor) {
    int c = yAt % y.c();
    int ow = yAt / y.c() % y.w();
    int oh = yAt / y.c() / y.w() % y.h();
    int n = yAt / y.c() / y.w() / y.h();
    for (int fh = 0; fh < window[0]; fh++) {
      int ih = oh * stride[0] + fh * dilation[0] - pad[0];
      for (int fw = 0; fw < window[1]; fw++) {
        int iw = ow * stride[1] + fw * dilation[1] - pad[2];
        if (ih >= 0 && ih < x.h() && iw >= 0 && iw < x.w()) {
          visitor.accept(((n * x.h() + ih) * x.w() + iw) * x.c() + c);
        }
      }
    }
  }

  private int divisor(Shape x, Shape y, int yAt, boolean countPadding) {
    int[] count = {0};
    if (!countPadding) {
      inside(x, y, yAt, xAt -> count[0]++);
      return count[0];
    }
    int ow = yAt / y.c() % y.w();
    int oh = yAt / y.c() / y.w() % y.h();
    for (int fh = 0; fh < window[0]; fh++) {
      for (int fw = 0; fw < window[1]; fw++) {
        boolean rowInside = oh * stride[0] + fh * dilation[0] < pad[0] + x.h() + pad[1];
        boolean columnInside = ow * stride[1] + fw * dilation[1] < pad[2] + x.w() + pad[3];
        count[0] += rowInside && columnInside ? 1 : 0;
      }
    }
    return count[0];
  }
}
