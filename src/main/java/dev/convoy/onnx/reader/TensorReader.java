package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * Reads the tensors of a model, from within the file or from files beside it. Floats of any width
 * become float32, whole numbers of any width become long. Nothing is allocated before a tensor's
 * sizes were found to agree with the bytes that are there.
 */
final class TensorReader {
  private final ModelFiles files;
  private final ValueBudget budget = new ValueBudget();

  TensorReader(ModelFiles files) {
    this.files = files;
  }

  /**
   * Reads one tensor.
   *
   * @throws OnnxException naming the tensor, if it is damaged or of a type that is not known here
   */
  Constant read(TensorProto tensor) {
    try {
      Constant values = values(tensor, dims(tensor));
      budget.hold(values.length());
      return values;
    } catch (IllegalArgumentException | ArithmeticException | IOException e) {
      throw OnnxException.at("tensor \"" + tensor.getName() + "\"", e);
    }
  }

  /** What may be made of the tensors that were read. */
  ValueBudget budget() {
    return budget;
  }

  private static int[] dims(TensorProto tensor) {
    int[] dims = new int[tensor.getDimsCount()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = size(tensor.getDims(i));
    }
    return dims;
  }

  private static int size(long size) {
    if (size < 0 || size > Integer.MAX_VALUE - 8) {
      throw new OnnxException(
          "one of its sizes is %s; known are 0 to %s", size, Integer.MAX_VALUE - 8);
    }
    return (int) size;
  }

  private Constant values(TensorProto tensor, int[] dims) throws IOException {
    int count = size(Constant.count(dims));
    if (tensor.hasSegment()) {
      throw new OnnxException("comes in segments, which are not known here");
    }
    DataType type = DataType.forNumber(tensor.getDataType());
    if (type == null) {
      throw new OnnxException("element type %s is not known here", tensor.getDataType());
    }
    boolean external = tensor.getDataLocation() == DataLocation.EXTERNAL;
    if (external || tensor.hasRawData()) {
      int width = width(type);
      ByteBuffer bytes =
          external
              ? external(tensor, Math.multiplyExact((long) count, width))
              : tensor.getRawData().asReadOnlyByteBuffer().slice();
      check((long) count * width, bytes.remaining(), "bytes");
      return fromBytes(type, dims, count, bytes.order(ByteOrder.LITTLE_ENDIAN));
    }
    return fromFields(tensor, type, dims, count);
  }

  private static void check(long needed, long found, String what) {
    if (needed != found) {
      throw new OnnxException("has %s %s, its sizes need %s", found, what, needed);
    }
  }

  private static int width(DataType type) {
    return switch (type) {
      case DOUBLE, INT64, UINT64 -> 8;
      case FLOAT, INT32, UINT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case INT8, UINT8, BOOL -> 1;
      default -> throw unknown(type);
    };
  }

  private static OnnxException unknown(DataType type) {
    return new OnnxException(
        "element type %s is not known here; known are FLOAT, DOUBLE, FLOAT16, BFLOAT16, BOOL and"
            + " whole numbers",
        type);
  }

  private static Constant fromBytes(DataType type, int[] dims, int count, ByteBuffer in) {
    return switch (type) {
      case FLOAT -> {
        float[] values = new float[count];
        in.asFloatBuffer().get(values);
        yield Constant.ofFloats(dims, values);
      }
      case DOUBLE -> floats(dims, count, i -> in.getDouble(i * 8));
      case FLOAT16 -> floats(dims, count, i -> HalfFloats.fromFloat16(in.getShort(i * 2)));
      case BFLOAT16 -> floats(dims, count, i -> HalfFloats.fromBfloat16(in.getShort(i * 2)));
      case INT64, UINT64 -> longs(dims, count, i -> in.getLong(i * 8));
      case INT32 -> longs(dims, count, i -> in.getInt(i * 4));
      case UINT32 -> longs(dims, count, i -> in.getInt(i * 4) & 0xFFFFFFFFL);
      case INT16 -> longs(dims, count, i -> in.getShort(i * 2));
      case UINT16 -> longs(dims, count, i -> in.getShort(i * 2) & 0xFFFF);
      case INT8 -> longs(dims, count, in::get);
      case UINT8 -> longs(dims, count, i -> in.get(i) & 0xFF);
      case BOOL -> longs(dims, count, i -> in.get(i) == 0 ? 0 : 1);
      default -> throw unknown(type);
    };
  }

  private static Constant fromFields(TensorProto tensor, DataType type, int[] dims, int count) {
    switch (type) {
      case FLOAT -> check(count, tensor.getFloatDataCount(), "floats");
      case DOUBLE -> check(count, tensor.getDoubleDataCount(), "doubles");
      case INT64 -> check(count, tensor.getInt64DataCount(), "whole numbers");
      case UINT32, UINT64 -> check(count, tensor.getUint64DataCount(), "whole numbers");
      case FLOAT16, BFLOAT16, INT32, INT16, UINT16, INT8, UINT8, BOOL ->
          check(count, tensor.getInt32DataCount(), "whole numbers");
      default -> throw unknown(type);
    }
    return switch (type) {
      case FLOAT -> floats(dims, count, tensor::getFloatData);
      case DOUBLE -> floats(dims, count, tensor::getDoubleData);
      case FLOAT16 ->
          floats(dims, count, i -> HalfFloats.fromFloat16((short) tensor.getInt32Data(i)));
      case BFLOAT16 ->
          floats(dims, count, i -> HalfFloats.fromBfloat16((short) tensor.getInt32Data(i)));
      case INT64 -> longs(dims, count, tensor::getInt64Data);
      case UINT32, UINT64 -> longs(dims, count, tensor::getUint64Data);
      default -> longs(dims, count, tensor::getInt32Data);
    };
  }

  private static Constant floats(int[] dims, int count, IntToDoubleFunction value) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) value.applyAsDouble(i);
    }
    return Constant.ofFloats(dims, values);
  }

  private static Constant longs(int[] dims, int count, IntToLongFunction value) {
    long[] values = new long[count];
    Arrays.setAll(values, value::applyAsLong);
    return Constant.ofLongs(dims, values);
  }

  private ByteBuffer external(TensorProto tensor, long needed) throws IOException {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = location(entries.get("location"));
    long offset = number(entries, "offset", 0);
    long length = number(entries, "length", needed);
    check(needed, length, "bytes in \"" + location + "\"");
    long size = files.sizeBeside(location);
    if (offset > size || length > size - offset) {
      throw new OnnxException(
          "its bytes %s to %s lie beyond the end of \"%s\" (%s bytes)",
          offset, offset + length, location, size);
    }
    try (InputStream in = files.openBeside(location)) {
      in.skipNBytes(offset);
      return ByteBuffer.wrap(ModelFiles.readFully(in, size(length), location));
    }
  }

  private static long number(Map<String, String> entries, String key, long absent) {
    String word = entries.get(key);
    try {
      long number = word == null ? absent : Long.parseLong(word.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new OnnxException("external data: %s is \"%s\"", key, word);
  }

  /** A model may name files in its own folder and below, nothing else. */
  private static String location(String location) {
    if (location == null || location.isBlank()) {
      throw new OnnxException("external data without a location");
    }
    List<String> steps = Arrays.asList(location.split("/", -1));
    boolean leadsOut =
        location.startsWith("/")
            || steps.contains("..")
            || location.contains("\\")
            || location.contains(":")
            || location.indexOf('\0') >= 0;
    if (leadsOut) {
      throw new OnnxException(
          "external data at \"%s\" leads out of the model's folder, which is refused", location);
    }
    return location;
  }
}
