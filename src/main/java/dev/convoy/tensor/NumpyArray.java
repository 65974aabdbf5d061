package dev.convoy.tensor;

/**
 * An array as NumPy files hold it: a shape, an element type, and the values in row-major order.
 *
 * <p>Like {@link Tensor} it does not copy: it keeps the Java array it was made of, and asked for
 * values of its own type it hands out that very array. Values of another type are a fresh array,
 * converted as this table says:
 *
 * <pre>
 *               floats()         doubles()        longs()   bytes()
 *   float32     as they are      exact            error     error
 *   float64     rounded          as they are      error     error
 *   int64       exact or error   exact or error   as are    error
 *   uint8       exact, 0..255    exact, 0..255    exact     as they are
 * </pre>
 */
public final class NumpyArray {
  private final Shape shape;
  private final DType dtype;
  private final Object values;

  /** Trusts that {@code values} is an array of this type and length. */
  NumpyArray(Shape shape, DType dtype, Object values) {
    this.shape = shape;
    this.dtype = dtype;
    this.values = values;
  }

  /** A float32 array. */
  public static NumpyArray of(Shape shape, float[] values) {
    return checked(shape, DType.FLOAT32, values.length, values);
  }

  /** A float64 array. */
  public static NumpyArray of(Shape shape, double[] values) {
    return checked(shape, DType.FLOAT64, values.length, values);
  }

  /** An int64 array. */
  public static NumpyArray of(Shape shape, long[] values) {
    return checked(shape, DType.INT64, values.length, values);
  }

  /** A uint8 array: each Java byte stands for its unsigned value, 0 to 255. */
  public static NumpyArray of(Shape shape, byte[] values) {
    return checked(shape, DType.UINT8, values.length, values);
  }

  private static NumpyArray checked(Shape shape, DType dtype, int length, Object values) {
    Check.that(
        length == shape.count(),
        "%s array %s: needs %s values, has %s",
        dtype,
        shape,
        shape.count(),
        length);
    return new NumpyArray(shape, dtype, values);
  }

  public Shape shape() {
    return shape;
  }

  public DType dtype() {
    return dtype;
  }

  /**
   * The values as float32; float64 is rounded to the nearest.
   *
   * @throws IllegalArgumentException if an int64 value has no exact float32
   */
  public float[] floats() {
    return switch (dtype) {
      case FLOAT32 -> (float[]) values;
      case FLOAT64 -> rounded((double[]) values);
      case INT64 -> exactFloats((long[]) values);
      case UINT8 -> unsignedFloats((byte[]) values);
    };
  }

  /**
   * The values as float64.
   *
   * @throws IllegalArgumentException if an int64 value has no exact float64
   */
  public double[] doubles() {
    return switch (dtype) {
      case FLOAT32 -> widened((float[]) values);
      case FLOAT64 -> (double[]) values;
      case INT64 -> exactDoubles((long[]) values);
      case UINT8 -> unsignedDoubles((byte[]) values);
    };
  }

  /**
   * The values as int64.
   *
   * @throws IllegalArgumentException if this array holds floating-point numbers
   */
  public long[] longs() {
    return switch (dtype) {
      case INT64 -> (long[]) values;
      case UINT8 -> unsignedLongs((byte[]) values);
      case FLOAT32, FLOAT64 -> throw unconvertible(DType.INT64);
    };
  }

  /**
   * The values as unsigned bytes.
   *
   * @throws IllegalArgumentException if this array is not uint8
   */
  public byte[] bytes() {
    return switch (dtype) {
      case UINT8 -> (byte[]) values;
      case FLOAT32, FLOAT64, INT64 -> throw unconvertible(DType.UINT8);
    };
  }

  /** This array as float32, converted as by {@link #floats()}. */
  public Tensor toTensor() {
    return new Tensor(shape, floats());
  }

  /** For instance {@code float32 [3, 3, 1, 16]}. */
  @Override
  public String toString() {
    return dtype + " " + shape;
  }

  /** The Java array of {@link #dtype()}'s own kind. */
  Object values() {
    return values;
  }

  private IllegalArgumentException unconvertible(DType wanted) {
    return Check.failure(
        "array %s: cannot be read as %s without loss; store it with .astype('%s')",
        this, wanted, wanted);
  }

  private static float[] rounded(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] widened(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private float[] exactFloats(long[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
      checkExact(values[i], floats[i], i, DType.FLOAT32);
    }
    return floats;
  }

  private double[] exactDoubles(long[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
      checkExact(values[i], doubles[i], i, DType.FLOAT64);
    }
    return doubles;
  }

  /** 2^63 is no long, but casting it back to one gives Long.MAX_VALUE: hence the first test. */
  private void checkExact(long value, double converted, int at, DType wanted) {
    Check.that(
        converted != 0x1p63 && (long) converted == value,
        "array %s: value %s at flat index %s has no exact %s; store it with .astype('%s')",
        this,
        value,
        at,
        wanted,
        wanted);
  }

  private static float[] unsignedFloats(byte[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = Byte.toUnsignedInt(values[i]);
    }
    return floats;
  }

  private static double[] unsignedDoubles(byte[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = Byte.toUnsignedInt(values[i]);
    }
    return doubles;
  }

  private static long[] unsignedLongs(byte[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = Byte.toUnsignedLong(values[i]);
    }
    return longs;
  }
}
