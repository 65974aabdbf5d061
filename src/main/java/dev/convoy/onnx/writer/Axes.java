package dev.convoy.onnx.writer;

import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Where the axes of an array are in ONNX. An image [H, W, C] is [N, C, H, W] there; arrays of other
 * ranks keep their order behind the batch.
 */
final class Axes {
  /** From [N, C, H, W] to [N, H, W, C]. */
  static final long[] TO_STORED = {0, 2, 3, 1};

  /** From [N, H, W, C] to [N, C, H, W]. */
  static final long[] TO_ONNX = {0, 3, 1, 2};

  private static final int IMAGE = 3;

  private Axes() {}

  static boolean isImage(Shape shape) {
    return shape.rank() == IMAGE;
  }

  /** ONNX's number of an axis. */
  static int onnx(int axis, Shape shape) {
    return isImage(shape) ? (axis + 1) % IMAGE + 1 : axis + 1;
  }

  /** The axis, without the batch, that is at each place of ONNX's. */
  static int[] order(Shape shape) {
    return isImage(shape) ? new int[] {2, 0, 1} : IntStream.range(0, shape.rank()).toArray();
  }

  /** ONNX's sizes, without the batch. */
  static int[] sizes(Shape shape) {
    return IntStream.of(order(shape)).map(shape::size).toArray();
  }

  /** A constant that is repeated along an activation, with all its axes, in ONNX's order. */
  static Tensor beside(Shape activation, Tensor constant) {
    int missing = activation.rank() - constant.shape().rank();
    int[] sizes =
        IntStream.range(0, activation.rank())
            .map(axis -> axis < missing ? 1 : constant.shape().size(axis - missing))
            .toArray();
    return constant.reshaped(sizes).permuted(order(activation));
  }
}
