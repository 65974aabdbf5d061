package dev.convoy.job.verify;

import dev.convoy.reference.Conv2dReference;
import dev.convoy.reference.NdArray;
import dev.convoy.reference.Pool2dReference;
import dev.convoy.reference.RandomState;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Operators on awkward shapes: primes, one off a vector, borders, strides, groups. */
final class OperatorCases {
  private static final int SEED = 7;

  private OperatorCases() {}

  static List<VerifyCase> all() {
    return List.of(
        conv("conv 3x3 same", new int[] {2, 9, 7, 5}, 6, sizes(3, 3, 1, 1, 1, 1), 1, 1, 1, 1, 1),
        conv("conv 7x7 stem", new int[] {1, 23, 19, 3}, 16, sizes(7, 7, 2, 2, 1, 1), 1, 3, 3, 3, 3),
        conv("conv 1x1", new int[] {2, 6, 5, 17}, 33, sizes(1, 1, 1, 1, 1, 1), 1, 0, 0, 0, 0),
        conv("conv 2x4 uneven", new int[] {2, 8, 11, 4}, 5, sizes(2, 4, 3, 2, 1, 1), 1, 0, 2, 1, 3),
        conv("conv dilated", new int[] {1, 13, 12, 6}, 7, sizes(3, 3, 1, 1, 2, 2), 1, 2, 2, 2, 2),
        conv("conv grouped", new int[] {2, 7, 7, 12}, 18, sizes(3, 3, 1, 1, 1, 1), 3, 1, 1, 1, 1),
        conv(
            "conv depthwise",
            new int[] {2, 10, 9, 19},
            19,
            sizes(3, 3, 2, 2, 1, 1),
            19,
            1,
            1,
            1,
            1),
        conv(
            "conv 64 to 64", new int[] {1, 14, 14, 64}, 64, sizes(3, 3, 1, 1, 1, 1), 1, 1, 1, 1, 1),
        conv("conv whole image", new int[] {2, 5, 5, 3}, 4, sizes(5, 5, 1, 1, 1, 1), 1, 0, 0, 0, 0),
        dense("dense 1568 to 64", 1568, 64),
        pool("max-pool 3x3", "kind: maxPool2d, filter: 3, stride: 2, pad: 1", false, 0),
        pool("max-pool ceil", "kind: maxPool2d, filter: 3, stride: 2, rounding: ceil", true, 0),
        pool(
            "average, counted",
            "kind: averagePool2d, filter: 3, stride: 2, pad: 1, divisor: imageAndPadding",
            false,
            1),
        pool(
            "average, excluded",
            "kind: averagePool2d, filter: 3, stride: 2, pad: 1, divisor: image",
            false,
            2));
  }

  private static int[] sizes(int... sizes) {
    return sizes;
  }

  /**
   * A convolution.
   *
   * @param s filterH, filterW, strideH, strideW, dilationH, dilationW
   * @param pad top, bottom, left, right
   */
  private static VerifyCase conv(
      String name, int[] input, int outC, int[] s, int groups, int... pad) {
    RandomState random = new RandomState(SEED);
    NdArray x = float32(random.randn(input));
    NdArray w = float32(random.randn(s[0], s[1], input[3] / groups, outC));
    NdArray b = float32(random.randn(outC));
    Conv2dReference reference =
        new Conv2dReference(sizes(s[2], s[3]), pad, sizes(s[4], s[5]), groups);
    String layer =
        ("kind: conv2d, outC: %s, filter: [%s, %s], stride: [%s, %s], dilation: [%s, %s],"
                + " groups: %s, pad: [%s, %s, %s, %s]")
            .formatted(
                outC, s[0], s[1], s[2], s[3], s[4], s[5], groups, pad[0], pad[1], pad[2], pad[3]);
    return VerifyCase.layer(
        name, layer, Map.of("weight", w, "bias", b), x, reference.forward(x, w, b));
  }

  /** A dense layer is a convolution of one pixel; the network file says it as one. */
  private static VerifyCase dense(String name, int inC, int outC) {
    return conv(name, new int[] {3, 1, 1, inC}, outC, sizes(1, 1, 1, 1, 1, 1), 1, 0, 0, 0, 0);
  }

  /**
   * A pooling of 3 x 3, stride 2.
   *
   * @param kind 0 largest value, 1 mean with padding, 2 mean without
   */
  private static VerifyCase pool(String name, String layer, boolean ceil, int kind) {
    NdArray x = float32(new RandomState(SEED).randn(2, 8, 10, 7));
    int pad = layer.contains("pad: 1") ? 1 : 0;
    Pool2dReference reference =
        new Pool2dReference(sizes(3, 3), sizes(2, 2), sizes(pad, pad, pad, pad), sizes(1, 1), ceil);
    NdArray expected = kind == 0 ? reference.max(x) : reference.average(x, kind == 1);
    return VerifyCase.layer(name, layer, Map.of(), x, expected);
  }

  /** Rounded to what the kernels get, so that only their own error is seen. */
  private static NdArray float32(NdArray a) {
    double[] rounded = a.values().clone();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) rounded[i];
    }
    return new NdArray(Shape.of(a.shape().toArray()), rounded);
  }
}
