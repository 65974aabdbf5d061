package dev.convoy.onnx.reader;

import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import java.util.Arrays;

/**
 * What a transposed convolution leaves out of its output, and what it adds at the end.
 *
 * <pre>
 *   out = stride * (in - 1) + extra + reach - before - after
 * </pre>
 */
record TransposedPadding(Padding padding, int extraH, int extraW) {
  private static final int LARGEST_OUTPUT = 1 << 20;

  static TransposedPadding of(OperatorCall call, Activation x, Window window, int[] extra) {
    if (extra[0] < 0 || extra[1] < 0 || extra[0] > 1 << 13 || extra[1] > 1 << 13) {
      throw new OnnxException("output_padding of %s and %s pixels", extra[0], extra[1]);
    }
    String rule = WindowAttributes.rule(call);
    int[] asked = call.attributes().integers("output_shape");
    if (asked.length == 0 && !rule.startsWith("SAME")) {
      Padding pad = rule.equals("VALID") ? Padding.NONE : WindowAttributes.written(call);
      return new TransposedPadding(pad, extra[0], extra[1]);
    }
    int inH = x.layout().size(1);
    int inW = x.layout().size(2);
    if (asked.length == 0) {
      asked =
          new int[] {
            Math.multiplyExact(inH, window.strideH()), Math.multiplyExact(inW, window.strideW())
          };
    }
    if (asked.length > 2) { // some writers give all four sizes
      asked = new int[] {asked[asked.length - 2], asked[asked.length - 1]};
    }
    if (asked.length != 2
        || Math.min(asked[0], asked[1]) < 1
        || Math.max(asked[0], asked[1]) > LARGEST_OUTPUT) {
      throw new OnnxException("output_shape is %s", Arrays.toString(asked));
    }
    int high = left(inH, window.strideH(), extra[0] + window.reachH() - asked[0]);
    int wide = left(inW, window.strideW(), extra[1] + window.reachW() - asked[1]);
    // Only the rule for an odd total differs; without one the odd pixel goes to the beginning.
    Padding pad =
        WindowAttributes.split(Math.max(0, high), Math.max(0, wide), rule.equals("SAME_UPPER"));
    return new TransposedPadding(pad, extra[0] + Math.max(0, -high), extra[1] + Math.max(0, -wide));
  }

  private static int left(int in, int stride, int more) {
    return Math.addExact(Math.multiplyExact(in - 1, stride), more);
  }
}
