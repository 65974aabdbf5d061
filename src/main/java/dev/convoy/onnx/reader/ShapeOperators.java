package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that name axes anew and compute nothing: most of them only change the layout. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void identity(OperatorCall call) {
    call.set(call.activation(0));
  }

  static void dropout(OperatorCall call) {
    call.refuseOutput(1, "the mask");
    if (call.has(2) && call.constant(2).scalar() != 0) {
      throw new OnnxException("it is in training mode; export the model for inference");
    }
    call.set(call.activation(0));
  }

  /** Activations are float32 here, whatever float type the model has. */
  static void cast(OperatorCall call) {
    DataType to = DataType.forNumber(call.attributes().integer("to", 0));
    if (to != DataType.FLOAT
        && to != DataType.DOUBLE
        && to != DataType.FLOAT16
        && to != DataType.BFLOAT16) {
      throw new OnnxException("activations are cast to %s; only floats are known here", to);
    }
    call.set(call.activation(0));
  }

  /** {@code [N, C, H, W]} to {@code [N, C * H * W]}. */
  static void flatten(OperatorCall call) {
    Activation x = call.activation(0);
    call.set(reshaped(call, x, twoSizes(call, call.dims(x))));
  }

  /** The product of the sizes before an axis, and that of all others. */
  static int[] twoSizes(OperatorCall call, int[] dims) {
    int axis = call.attributes().integer("axis", 1);
    axis = axis == dims.length ? axis : OperatorCall.absoluteAxis(axis, dims.length);
    int outer = Arrays.stream(dims, 0, axis).reduce(1, Math::multiplyExact);
    int inner = Arrays.stream(dims, axis, dims.length).reduce(1, Math::multiplyExact);
    return new int[] {outer, inner};
  }

  static void reshape(OperatorCall call) {
    Activation x = call.activation(0);
    call.set(reshaped(call, x, resolved(call, call.dims(x))));
  }

  /** The sizes that a Reshape asks for: 0 keeps a size, -1 is what is left. */
  static int[] resolved(OperatorCall call, int[] dims) {
    long[] wanted = call.has(1) ? call.constant(1).longs() : call.attributes().longs("shape");
    boolean zeroKeeps = !call.attributes().flag("allowzero");
    int[] sizes = new int[wanted.length];
    int open = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (wanted[i] == 0 && zeroKeeps && i < dims.length) {
        sizes[i] = dims[i];
      } else if (wanted[i] == -1 && open < 0) {
        open = i;
        sizes[i] = 1;
      } else if (wanted[i] >= 0 && wanted[i] <= Integer.MAX_VALUE) {
        sizes[i] = (int) wanted[i];
      } else {
        throw new OnnxException(
            "a shape of %s for %s; sizes are 0 to %s, and one of them -1",
            Arrays.toString(wanted), Arrays.toString(dims), Integer.MAX_VALUE);
      }
    }
    long count = Constant.count(dims);
    long known = Constant.count(sizes);
    if (open >= 0 && known > 0 && count % known == 0) {
      sizes[open] = Math.toIntExact(count / known);
    }
    if (Constant.count(sizes) != count) {
      throw new OnnxException(
          "%s cannot take the shape %s", Arrays.toString(dims), Arrays.toString(wanted));
    }
    return sizes;
  }

  /** Elements in ONNX's order under other sizes, of which the first must still be the batch. */
  private static Activation reshaped(OperatorCall call, Activation x, int[] dims) {
    if (dims.length == 0 || dims[0] != call.batch()) {
      throw new OnnxException(
          "%s to %s would mix the images of a batch", call.describe(x), Arrays.toString(dims));
    }
    return call.reshaped(x, Arrays.copyOfRange(dims, 1, dims.length));
  }

  static void squeeze(OperatorCall call) {
    Activation x = call.activation(0);
    int[] sizes = x.layout().sizes();
    long[] axes = axes(call);
    Set<Integer> gone = new TreeSet<>();
    for (long axis : axes) {
      gone.add(call.axis(axis, x));
    }
    if (axes.length == 0) {
      IntStream.range(0, sizes.length).filter(axis -> sizes[axis] == 1).forEach(gone::add);
    }
    for (int axis : gone) {
      if (sizes[axis] != 1) {
        throw new OnnxException("axis %s of %s is not 1", axis + 1, call.describe(x));
      }
    }
    int[] left =
        IntStream.range(0, sizes.length)
            .filter(axis -> !gone.contains(axis))
            .map(axis -> sizes[axis])
            .toArray();
    call.set(call.reshaped(x, left));
  }

  /** An attribute up to operator set 12, an input since. */
  static long[] axes(OperatorCall call) {
    return call.optionalConstant(1)
        .map(Constant::longs)
        .orElseGet(() -> call.attributes().longs("axes"));
  }

  static void unsqueeze(OperatorCall call) {
    Activation x = call.activation(0);
    long[] axes = axes(call);
    int rank = x.layout().rank() + 1 + axes.length;
    Set<Integer> added = new TreeSet<>();
    for (long axis : axes) {
      added.add(OperatorCall.absoluteAxis(axis, rank));
    }
    if (added.size() != axes.length || added.contains(0)) {
      throw new OnnxException(
          "axes %s of %s: needs different ones behind the batch",
          Arrays.toString(axes), call.describe(x));
    }
    int[] sizes = new int[rank - 1];
    int from = 0;
    for (int axis = 1; axis < rank; axis++) {
      sizes[axis - 1] = added.contains(axis) ? 1 : x.layout().size(from++);
    }
    call.set(call.reshaped(x, sizes));
  }

  static void transpose(OperatorCall call) {
    Activation x = call.activation(0);
    int rank = x.layout().rank() + 1;
    int[] permutation = permutation(call, rank, call.describe(x));
    if (permutation[0] != 0) {
      throw new OnnxException("perm %s moves the batch", Arrays.toString(permutation));
    }
    int[] axes = Arrays.stream(permutation, 1, rank).map(axis -> axis - 1).toArray();
    call.set(x.with(x.layout().transposed(axes)));
  }

  /** The order of axes that a Transpose asks for; backwards if it says nothing. */
  static int[] permutation(OperatorCall call, int rank, String shape) {
    int[] permutation = call.attributes().integers("perm");
    if (!call.attributes().has("perm")) {
      permutation = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    }
    int[] sorted = IntStream.of(permutation).sorted().toArray();
    if (!Arrays.equals(sorted, IntStream.range(0, rank).toArray())) {
      throw new OnnxException(
          "perm is %s, input has shape %s", Arrays.toString(permutation), shape);
    }
    return permutation;
  }

  /** Blocks of channels to blocks of pixels: two reshapes and a transposition. */
  static void depthToSpace(OperatorCall call) {
    Activation x = call.image(0);
    int block = block(call);
    int[] s = x.layout().sizes();
    if (s[0] % ((long) block * block) != 0) {
      throw new OnnxException("%s channels in blocks of %s x %s", s[0], block, block);
    }
    int c = s[0] / block / block;
    boolean depthFirst = call.attributes().oneOf("mode", "DCR", "DCR", "CRD").equals("DCR");
    int[] apart =
        depthFirst
            ? new int[] {block, block, c, s[1], s[2]}
            : new int[] {c, block, block, s[1], s[2]};
    int[] moves = depthFirst ? new int[] {2, 3, 0, 4, 1} : new int[] {0, 3, 1, 4, 2};
    Activation blocks = call.reshaped(x, apart);
    Activation moved = blocks.with(blocks.layout().transposed(moves));
    call.set(
        call.reshaped(moved, c, Math.multiplyExact(s[1], block), Math.multiplyExact(s[2], block)));
  }

  static void spaceToDepth(OperatorCall call) {
    Activation x = call.image(0);
    int block = block(call);
    int[] s = x.layout().sizes();
    if (s[1] % block != 0 || s[2] % block != 0) {
      throw new OnnxException("%s in blocks of %s x %s", call.describe(x), block, block);
    }
    int h = s[1] / block;
    int w = s[2] / block;
    Activation blocks = call.reshaped(x, s[0], h, block, w, block);
    Activation moved = blocks.with(blocks.layout().transposed(new int[] {2, 4, 0, 1, 3}));
    call.set(call.reshaped(moved, Math.multiplyExact(s[0], block * block), h, w));
  }

  private static int block(OperatorCall call) {
    int block = call.attributes().integer("blocksize", 0);
    if (block < 1 || block > 1 << 10) {
      throw new OnnxException("blocksize is %s", block);
    }
    return block;
  }

  static void shape(OperatorCall call) {
    int[] dims = part(call, call.dims(call.activation(0)));
    call.set(Constant.vector(Arrays.stream(dims).asLongStream().toArray()));
  }

  /** The sizes between {@code start} and {@code end}, which operator set 15 brought. */
  static int[] part(OperatorCall call, int[] dims) {
    int start = bound(call.attributes().integer("start", 0), dims.length);
    int end = bound(call.attributes().integer("end", dims.length), dims.length);
    return Arrays.copyOfRange(dims, start, Math.max(start, end));
  }

  private static int bound(int at, int rank) {
    return Math.max(0, Math.min(rank, at < 0 ? at + rank : at));
  }

  static void size(OperatorCall call) {
    long count =
        LongStream.of(call.activation(0).layout().count(), call.batch())
            .reduce(1, Math::multiplyExact);
    call.set(Constant.ofLongs(new int[0], count));
  }
}
