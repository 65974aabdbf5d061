package dev.convoy.onnx.reader;

/** Float formats of two bytes, widened to float32 without loss. */
final class HalfFloats {
  private static final int MANTISSA_BITS = 10;
  private static final int EXPONENT_MASK = 0x1F;
  private static final int MANTISSA_MASK = 0x3FF;

  private HalfFloats() {}

  /** IEEE 754 binary16: sign, 5 bits of exponent, 10 of mantissa. */
  static float fromFloat16(short bits) {
    int exponent = bits >> MANTISSA_BITS & EXPONENT_MASK;
    int mantissa = bits & MANTISSA_MASK;
    float size;
    if (exponent == EXPONENT_MASK) {
      size = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      size = mantissa * 0x1p-24f;
    } else {
      size = Math.scalb((float) (mantissa | 1 << MANTISSA_BITS), exponent - 25);
    }
    return bits < 0 ? -size : size;
  }

  /** The upper half of a float32. */
  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
