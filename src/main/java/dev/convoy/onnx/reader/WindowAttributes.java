package dev.convoy.onnx.reader;

import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;

/** {@code kernel_shape}, {@code strides}, {@code dilations}, {@code pads} and {@code auto_pad}. */
final class WindowAttributes {
  private static final int LARGEST = 1 << 13;

  private WindowAttributes() {}

  /** The window of filters whose size is known; {@code kernel_shape} may repeat it. */
  static Window window(OperatorCall call, int filterH, int filterW) {
    if (call.attributes().has("kernel_shape")) {
      int[] said = call.attributes().integers("kernel_shape", 2, 0);
      if (said[0] != filterH || said[1] != filterW) {
        throw new OnnxException(
            "kernel_shape says %s x %s, the filters have %s x %s",
            said[0], said[1], filterH, filterW);
      }
    }
    int[] strides = pair(call, "strides");
    int[] dilations = pair(call, "dilations");
    return new Window(
        size(filterH), size(filterW), strides[0], strides[1], dilations[0], dilations[1]);
  }

  /** The window of a pooling. */
  static Window window(OperatorCall call) {
    if (!call.attributes().has("kernel_shape")) {
      throw new OnnxException("attribute \"kernel_shape\" is missing");
    }
    int[] filter = pair(call, "kernel_shape");
    return window(call, filter[0], filter[1]);
  }

  private static int[] pair(OperatorCall call, String name) {
    int[] pair = call.attributes().integers(name, 2, 1);
    size(pair[0]);
    size(pair[1]);
    return pair;
  }

  private static int size(int size) {
    if (size < 1 || size > LARGEST) {
      throw new OnnxException(
          "a window's size, stride or dilation of %s; known are 1 to %s", size, LARGEST);
    }
    return size;
  }

  /** Pixels around an image, from the list or worked out from the rule. */
  static Padding padding(OperatorCall call, Activation image, Window window) {
    String rule = rule(call);
    if (rule.equals("NOTSET")) {
      return written(call);
    }
    if (rule.equals("VALID")) {
      return Padding.NONE;
    }
    int high = same(image.layout().size(1), window.reachH(), window.strideH());
    int wide = same(image.layout().size(2), window.reachW(), window.strideW());
    return split(high, wide, rule.equals("SAME_UPPER"));
  }

  static String rule(OperatorCall call) {
    return call.attributes()
        .oneOf("auto_pad", "NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER");
  }

  /** As much as makes the output ceil(size / stride). */
  private static int same(int size, int reach, int stride) {
    int out = (size + stride - 1) / stride;
    return Math.max(0, (out - 1) * stride + reach - size);
  }

  /** An odd pixel goes to the end, or to the beginning. */
  static Padding split(int high, int wide, boolean oddToTheEnd) {
    int top = oddToTheEnd ? high / 2 : high - high / 2;
    int left = oddToTheEnd ? wide / 2 : wide - wide / 2;
    return new Padding(top, high - top, left, wide - left);
  }

  /** ONNX writes [top, left, bottom, right]. */
  static Padding written(OperatorCall call) {
    int[] pads = call.attributes().integers("pads", 4, 0);
    for (int pad : pads) {
      if (pad < 0 || pad > LARGEST) {
        throw new OnnxException("pads of %s pixels; known are 0 to %s", pad, LARGEST);
      }
    }
    return new Padding(pads[0], pads[2], pads[1], pads[3]);
  }
}
