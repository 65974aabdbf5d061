package dev.convoy.tensor;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element types of NumPy files that we read and write; all little-endian on disk. */
public enum DType {
  FLOAT32("<f4", float.class, Float.BYTES),
  FLOAT64("<f8", double.class, Double.BYTES),
  INT64("<i8", long.class, Long.BYTES),
  /** Unsigned; held in a Java {@code byte[]}, so 255 is stored as -1. */
  UINT8("|u1", byte.class, 1);

  private final String descr;
  private final Class<?> element;
  private final int bytes;

  DType(String descr, Class<?> element, int bytes) {
    this.descr = descr;
    this.element = element;
    this.bytes = bytes;
  }

  /** NumPy's own code of the type, as its files hold it, for instance {@code "<f4"}. */
  public String descr() {
    return descr;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** NumPy's name of the type: {@code "float32"}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<DType> ofDescr(String descr) {
    return Arrays.stream(values()).filter(type -> type.descr.equals(descr)).findFirst();
  }

  /** All types with their codes, for messages: {@code float32 '<f4', ...}. */
  static String supported() {
    return Arrays.stream(values())
        .map(type -> type + " '" + type.descr + "'")
        .collect(Collectors.joining(", "));
  }

  Object newArray(int length) {
    return Array.newInstance(element, length);
  }

  /** Copies {@code count} elements from {@code source}, which is little-endian, to an array. */
  void decode(ByteBuffer source, Object array, int at, int count) {
    switch (this) {
      case FLOAT32 -> source.asFloatBuffer().get((float[]) array, at, count);
      case FLOAT64 -> source.asDoubleBuffer().get((double[]) array, at, count);
      case INT64 -> source.asLongBuffer().get((long[]) array, at, count);
      case UINT8 -> source.get((byte[]) array, at, count);
    }
  }

  /** Copies {@code count} elements of an array to {@code target}, which is little-endian. */
  void encode(Object array, int at, int count, ByteBuffer target) {
    switch (this) {
      case FLOAT32 -> target.asFloatBuffer().put((float[]) array, at, count);
      case FLOAT64 -> target.asDoubleBuffer().put((double[]) array, at, count);
      case INT64 -> target.asLongBuffer().put((long[]) array, at, count);
      case UINT8 -> target.put((byte[]) array, at, count);
    }
  }
}
