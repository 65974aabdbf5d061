package dev.convoy.onnx.reader;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;

/**
 * A tensor that is known when the model is loaded: weights, or the arithmetic on sizes that
 * exporters leave behind. Row-major in ONNX's order; either floats or whole numbers (truth values
 * are 0 and 1). Never changed.
 */
final class Constant implements Value {
  /** Of any tensor; NumPy knows as many. */
  static final int MOST_AXES = 64;

  private final int[] dims;
  private final float[] floats;
  private final long[] longs;
  private final boolean isFloat;

  private Constant(int[] dims, float[] floats, long[] longs, boolean isFloat) {
    this.dims = dims.clone();
    this.floats = floats;
    this.longs = longs;
    this.isFloat = isFloat;
    Check.that(dims.length <= MOST_AXES, "%s axes, known are up to %s", dims.length, MOST_AXES);
    int length = isFloat ? floats.length : longs.length;
    Check.that(count(dims) == length, "constant %s has %s values", Arrays.toString(dims), length);
  }

  static Constant ofFloats(int[] dims, float... values) {
    return new Constant(dims, values, new long[0], true);
  }

  static Constant ofLongs(int[] dims, long... values) {
    return new Constant(dims, new float[0], values, false);
  }

  /** A vector of whole numbers. */
  static Constant vector(long... values) {
    return ofLongs(new int[] {values.length}, values);
  }

  /** The same values, other sizes. */
  Constant reshaped(int[] other) {
    return new Constant(other, floats, longs, isFloat);
  }

  static long count(int[] dims) {
    return Shape.of(dims).count();
  }

  int[] dims() {
    return dims.clone();
  }

  int rank() {
    return dims.length;
  }

  Shape shape() {
    return Shape.of(dims);
  }

  int length() {
    return isFloat ? floats.length : longs.length;
  }

  boolean isFloat() {
    return isFloat;
  }

  /** The values as float32; whole numbers are converted. */
  float[] floats() {
    if (isFloat) {
      return floats;
    }
    float[] converted = new float[longs.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = longs[i];
    }
    return converted;
  }

  /**
   * The values as whole numbers.
   *
   * @throws OnnxException if they are floats
   */
  long[] longs() {
    if (isFloat) {
      throw new OnnxException("found floats %s, needed whole numbers", this);
    }
    return longs;
  }

  /** The values as whole numbers, cut towards 0 as a cast does. */
  Constant rounded() {
    if (!isFloat) {
      return this;
    }
    long[] whole = new long[floats.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (long) floats[i];
    }
    return ofLongs(dims, whole);
  }

  double number(int i) {
    return isFloat ? floats[i] : longs[i];
  }

  /** The only value. */
  double scalar() {
    if (length() != 1) {
      throw new OnnxException("found %s values, needed one", length());
    }
    return number(0);
  }

  /** For messages: type, sizes, and the values where they are few. */
  @Override
  public String toString() {
    String type = (isFloat ? "float " : "integer ") + Arrays.toString(dims);
    if (length() > 8) {
      return type;
    }
    return type + " = " + (isFloat ? Arrays.toString(floats) : Arrays.toString(longs));
  }
}
