package dev.convoy.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads and writes one NumPy array, the content of a .npy file.
 *
 * <pre>
 *   bytes   0..5     93 4e 55 4d 50 59 ("NUMPY" after one odd byte)
 *           6, 7     version: 1.0, 2.0 or 3.0
 *           8..      length of the header text: 2 bytes in version 1, else 4, little-endian
 *           then     the header text, see {@link NpyHeader}, padded to a multiple of 64 bytes
 *           then     the values, row-major, little-endian
 * </pre>
 *
 * <p>Read are versions 1.0 to 3.0, C order, and the types of {@link DType}. Written is version 1.0,
 * the same bytes as {@code numpy.save} (of NumPy 1.24 or newer) writes.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The .npy
 *     format</a>
 */
public final class NpyFormat {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] ZIP_MAGIC = {'P', 'K'};
  private static final int ALIGNMENT = 64;

  /** Bytes; headers of supported arrays stay under 2 KiB. */
  private static final int MAX_HEADER = 1 << 20;

  /** Bytes read or written at a time; a whole number of elements of any type. */
  private static final int CHUNK = 1 << 16;

  private NpyFormat() {}

  /**
   * Reads one array, which must be all that the stream holds. The stream is not closed.
   *
   * <p>Memory grows with the bytes that are really there, whatever the header claims.
   *
   * @param name the file as the user knows it, for messages
   * @throws NumpyFormatException if this is no .npy file, or one that we do not support
   */
  public static NumpyArray read(InputStream in, String name) throws IOException {
    return read(in, name, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * The same with a limit, which a compressed file of no size may reach.
   *
   * @param mostBytes of values
   */
  static NumpyArray read(InputStream in, String name, long mostBytes) throws IOException {
    NpyHeader header = readHeader(in, name);
    NumpyArray array = readValues(in, header, name, mostBytes);
    if (in.read() >= 0) {
      throw new NumpyFormatException(
          name, "more data follows the array " + array + "; supported is one array per file");
    }
    return array;
  }

  /** Writes one array. The stream is neither closed nor flushed. */
  public static void write(OutputStream out, NumpyArray array) throws IOException {
    writeHeader(out, new NpyHeader(array.dtype(), array.shape()));
    writeValues(out, array);
  }

  private static NpyHeader readHeader(InputStream in, String name) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    checkMagic(start, name);
    if (start.length < MAGIC.length + 2) {
      throw new NumpyFormatException(name, "file ends inside its header");
    }
    int major = start[MAGIC.length];
    int minor = start[MAGIC.length + 1];
    if (major < 1 || major > 3 || minor != 0) {
      throw new NumpyFormatException(
          name,
          ".npy version %s.%s; supported are 1.0, 2.0, 3.0"
              .formatted(Byte.toUnsignedInt((byte) major), Byte.toUnsignedInt((byte) minor)));
    }
    long length = readLength(in, major == 1 ? Short.BYTES : Integer.BYTES, name);
    if (length > MAX_HEADER) {
      throw new NumpyFormatException(
          name, "header of " + length + " bytes; supported are up to " + MAX_HEADER);
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw new NumpyFormatException(
          name,
          "file ends inside its header: it has %s of %s bytes".formatted(text.length, length));
    }
    var charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return NpyHeader.parse(new String(text, charset), name);
  }

  private static void checkMagic(byte[] start, String name) throws NumpyFormatException {
    int shared = Math.min(start.length, MAGIC.length);
    if (start.length > 0 && Arrays.equals(start, 0, shared, MAGIC, 0, shared)) {
      return;
    }
    boolean zip = start.length >= 2 && Arrays.equals(start, 0, 2, ZIP_MAGIC, 0, 2);
    HexFormat hex = HexFormat.ofDelimiter(" ");
    throw new NumpyFormatException(
        name,
        "not a .npy file: %s, needs %s; %s"
            .formatted(
                start.length == 0 ? "it is empty" : "starts with " + hex.formatHex(start),
                hex.formatHex(MAGIC),
                zip ? "it looks like an .npz file" : "write it with numpy.save"));
  }

  private static long readLength(InputStream in, int bytes, String name) throws IOException {
    byte[] found = in.readNBytes(bytes);
    if (found.length < bytes) {
      throw new NumpyFormatException(name, "file ends inside its header");
    }
    byte[] padded = Arrays.copyOf(found, Long.BYTES);
    return ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static NumpyArray readValues(
      InputStream in, NpyHeader header, String name, long mostBytes) throws IOException {
    DType dtype = header.dtype();
    int count = header.shape().length();
    byte[] bytes = new byte[CHUNK];
    ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Object values = dtype.newArray(Math.min(count, CHUNK / dtype.bytes()));
    int capacity = Math.min(count, CHUNK / dtype.bytes());
    int filled = 0;
    while (filled < count) {
      int wanted = Math.min(count - filled, CHUNK / dtype.bytes());
      int got = in.readNBytes(bytes, 0, wanted * dtype.bytes());
      if (got < wanted * dtype.bytes()) {
        throw truncated(header, (long) filled * dtype.bytes() + got, name);
      }
      if ((long) (filled + wanted) * dtype.bytes() > mostBytes) {
        throw tooLarge(header, mostBytes, name);
      }
      if (filled + wanted > capacity) {
        capacity = (int) Math.min(count, 2L * capacity);
        Object grown = dtype.newArray(capacity);
        System.arraycopy(values, 0, grown, 0, filled);
        values = grown;
      }
      dtype.decode(chunk.clear(), values, filled, wanted);
      filled += wanted;
    }
    return new NumpyArray(header.shape(), dtype, values);
  }

  private static NumpyFormatException tooLarge(NpyHeader header, long mostBytes, String name) {
    return new NumpyFormatException(
        name,
        "too large: %s %s takes %s bytes, %s are left for it (half of the heap is for arrays);"
                .formatted(
                    header.dtype(),
                    header.shape(),
                    header.shape().count() * header.dtype().bytes(),
                    mostBytes)
            + " give this JVM more memory");
  }

  private static NumpyFormatException truncated(NpyHeader header, long found, String name) {
    return new NumpyFormatException(
        name,
        "truncated: %s %s needs %s bytes of values, %s are there"
            .formatted(
                header.dtype(),
                header.shape(),
                header.shape().count() * header.dtype().bytes(),
                found));
  }

  private static void writeHeader(OutputStream out, NpyHeader header) throws IOException {
    String text = header.text();
    int unpadded = MAGIC.length + 2 + Short.BYTES + text.length() + 1;
    int padding = ALIGNMENT - unpadded % ALIGNMENT; // 1 to 64, as NumPy has it
    byte[] body = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    out.write(MAGIC);
    out.write(new byte[] {1, 0, (byte) body.length, (byte) (body.length >> 8)});
    out.write(body);
  }

  private static void writeValues(OutputStream out, NumpyArray array) throws IOException {
    DType dtype = array.dtype();
    int count = array.shape().length();
    byte[] bytes = new byte[CHUNK];
    ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < count; at += CHUNK / dtype.bytes()) {
      int some = Math.min(count - at, CHUNK / dtype.bytes());
      dtype.encode(array.values(), at, some, chunk.clear());
      out.write(bytes, 0, some * dtype.bytes());
    }
  }
}
