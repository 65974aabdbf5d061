package dev.convoy.onnx.reader;

import dev.convoy.tensor.Tensor;
import java.util.Arrays;

/**
 * A constant whose axes stand against those of an activation, without the batch: missing axes in
 * front are 1.
 */
record Aligned(Constant constant) {
  static Aligned of(OperatorCall call, Activation x, Constant constant) {
    int rank = x.layout().rank();
    int[] dims = constant.dims();
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    for (int i = 0; i < dims.length; i++) {
      int axis = rank - dims.length + i;
      if (axis >= 0) {
        sizes[axis] = dims[i];
      } else if (dims[i] != 1 || axis < -1) {
        throw new OnnxException(
            "constant %s beside the input %s: it may not differ from image to image",
            constant.shape(), call.describe(x));
      }
    }
    for (int axis = 0; axis < rank; axis++) {
      int size = x.layout().size(axis);
      if (sizes[axis] != size && sizes[axis] != 1 && size != 1) {
        throw new OnnxException(
            "constant %s does not fit the input %s", constant.shape(), call.describe(x));
      }
    }
    return new Aligned(constant.reshaped(sizes));
  }

  int[] sizes() {
    return constant.dims();
  }

  Tensor tensor(int... order) {
    return Constants.tensor(constant, order);
  }
}
