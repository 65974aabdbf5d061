package dev.convoy.reference;

import dev.convoy.tensor.Shape;

/**
 * Convolution in full generality, float64, as plain loops: any stride, four-sided padding, dilation
 * and groups. The oracle of {@code compute}; for the notebook's own form read {@link Convolution}.
 *
 * <pre>
 *   x  [N, H, W, inC]   w  [filterH, filterW, inC / groups, outC]   bias  [outC]
 *   y  [N, outH, outW, outC]
 * </pre>
 *
 * @param stride {@code {strideH, strideW}}
 * @param pad {@code {top, bottom, left, right}}
 * @param dilation {@code {dilationH, dilationW}}
 */
public record Conv2dReference(int[] stride, int[] pad, int[] dilation, int groups) {
  /** Gradients with respect to x, w and bias. */
  public record Gradients(NdArray dx, NdArray dw, NdArray db) {}

  /** Called for every product that makes up an output. */
  private interface Visitor {
    void visit(int yAt, int xAt, int wAt);
  }

  /** {@code y = bias + conv(x, w)}. */
  public NdArray forward(NdArray x, NdArray w, NdArray bias) {
    NdArray y = NdArray.zeros(outputShape(x.shape(), w.shape()).toArray());
    int outC = w.shape().c();
    for (int i = 0; i < y.values().length; i++) {
      y.values()[i] = bias.values()[i % outC];
    }
    visit(
        x.shape(),
        w.shape(),
        (yAt, xAt, wAt) -> y.values()[yAt] += x.values()[xAt] * w.values()[wAt]);
    return y;
  }

  /** From the gradient at y back to x, w and bias, summed over the images. */
  public Gradients backward(NdArray x, NdArray w, NdArray dy) {
    NdArray dx = NdArray.zeros(x.shape().toArray());
    NdArray dw = NdArray.zeros(w.shape().toArray());
    NdArray db = NdArray.zeros(w.shape().c());
    visit(
        x.shape(),
        w.shape(),
        (yAt, xAt, wAt) -> {
          dx.values()[xAt] += w.values()[wAt] * dy.values()[yAt];
          dw.values()[wAt] += x.values()[xAt] * dy.values()[yAt];
        });
    for (int i = 0; i < dy.values().length; i++) {
      db.values()[i % db.values().length] += dy.values()[i];
    }
    return new Gradients(dx, dw, db);
  }

  private Shape outputShape(Shape x, Shape w) {
    int reachH = (w.size(0) - 1) * dilation[0] + 1;
    int reachW = (w.size(1) - 1) * dilation[1] + 1;
    return Shape.of(
        x.n(),
        (x.h() + pad[0] + pad[1] - reachH) / stride[0] + 1,
        (x.w() + pad[2] + pad[3] - reachW) / stride[1] + 1,
        w.c());
  }

  private void visit(Shape x, Shape w, Visitor visitor) {
    Shape y = outputShape(x, w);
    int groupInC = w.size(2);
    int groupOutC = w.c() / groups;
    for (int n = 0; n < y.n(); n++) {
      for (int oh = 0; oh < y.h(); oh++) {
        for (int ow = 0; ow < y.w(); ow++) {
          for (int oc = 0; oc < y.c(); oc++) {
            int yAt = ((n * y.h() + oh) * y.w() + ow) * y.c() + oc;
            for (int fh = 0; fh < w.size(0); fh++) {
              int ih = oh * stride[0] + fh * dilation[0] - pad[0];
              for (int fw = 0; fw < w.size(1); fw++) {
                int iw = ow * stride[1] + fw * dilation[1] - pad[2];
                if (ih < 0 || ih >= x.h() || iw < 0 || iw >= x.w()) {
                  continue;
                }
                for (int ic = 0; ic < groupInC; ic++) {
                  int channel = oc / groupOutC * groupInC + ic;
                  int xAt = ((n * x.h() + ih) * x.w() + iw) * x.c() + channel;
                  int wAt = ((fh * w.size(1) + fw) * groupInC + ic) * w.c() + oc;
                  visitor.visit(yAt, xAt, wAt);
                }
              }
            }
          }
        }
      }
    }
  }
}
