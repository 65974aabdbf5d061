package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * float32 numbers as little-endian bytes, the form of a cell in a BYTES column; exact both ways.
 */
public final class FloatBytes {
  private FloatBytes() {}

  /** The bytes of a whole array: four per number. */
  public static byte[] toBytes(float[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    put(values, 0, values.length, bytes);
    return bytes;
  }

  /**
   * The numbers of a cell.
   *
   * @throws IllegalArgumentException if the length is no multiple of 4
   */
  public static float[] toFloats(byte[] bytes) {
    Check.that(
        bytes.length % Float.BYTES == 0,
        "float32 cell: found %s bytes, needed a multiple of %s",
        bytes.length,
        Float.BYTES);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Sets the first {@code 4 * count} bytes. */
  static void put(float[] values, int at, int count, byte[] bytes) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, at, count);
  }
}
