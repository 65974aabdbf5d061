package dev.convoy.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files of any kind by hand, whole or forged; row filters go 0, 1, 2, 3, 4, 0, ... */
final class TestPng {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };
  private static final int[][] PLAIN = {{0, 0, 1, 1}};

  private TestPng() {}

  static int samplesPerPixel(int colourType) {
    return new int[] {1, 0, 3, 1, 2, 0, 4}[colourType];
  }

  /**
   * @param samples {@code [h][w * samplesPerPixel]}
   */
  static byte[] write(int[][] samples, int bits, int colourType, boolean interlaced, byte[] extra) {
    int perPixel = samplesPerPixel(colourType);
    byte[] header =
        header(samples[0].length / perPixel, samples.length, bits, colourType, interlaced ? 1 : 0);
    byte[] data = deflated(filtered(samples, bits, perPixel, interlaced ? ADAM7 : PLAIN));
    return file(header, extra, data);
  }

  /** Header, other chunks as they are, the data in two IDAT chunks, the end. */
  static byte[] file(byte[] header, byte[] extra, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    out.writeBytes(chunk("IHDR", header));
    out.writeBytes(extra);
    int half = data.length / 2;
    out.writeBytes(chunk("IDAT", Arrays.copyOf(data, half)));
    out.writeBytes(chunk("IDAT", Arrays.copyOfRange(data, half, data.length)));
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  static byte[] header(int w, int h, int bits, int colourType, int interlace) {
    return ByteBuffer.allocate(13)
        .putInt(w)
        .putInt(h)
        .put((byte) bits)
        .put((byte) colourType)
        .put((byte) 0)
        .put((byte) 0)
        .put((byte) interlace)
        .array();
  }

  static byte[] chunk(String type, byte[] body) {
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 12);
    chunk.putInt(body.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(body);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, body.length + 4);
    return chunk.putInt((int) sum.getValue()).array();
  }

  static byte[] deflated(byte[] raw) {
    Deflater deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] filtered(int[][] samples, int bits, int perPixel, int[][] passes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int left = Math.max(1, bits * perPixel / 8);
    for (int[] pass : passes) {
      int columns = (samples[0].length / perPixel - pass[0] + pass[2] - 1) / pass[2];
      byte[] above = new byte[(Math.max(0, columns) * perPixel * bits + 7) / 8];
      int filter = 0;
      for (int y = pass[1]; y < samples.length && columns > 0; y += pass[3]) {
        byte[] row = packed(samples[y], pass[0], pass[2], columns, bits, perPixel);
        out.write(filter % 5);
        for (int i = 0; i < row.length; i++) {
          int a = i < left ? 0 : row[i - left] & 0xFF;
          int c = i < left ? 0 : above[i - left] & 0xFF;
          out.write(row[i] - prediction(filter % 5, a, above[i] & 0xFF, c));
        }
        above = row;
        filter++;
      }
    }
    return out.toByteArray();
  }

  private static byte[] packed(int[] row, int x0, int step, int columns, int bits, int perPixel) {
    byte[] packed = new byte[(columns * perPixel * bits + 7) / 8];
    int bitAt = 0;
    for (int x = 0; x < columns; x++) {
      for (int s = 0; s < perPixel; s++) {
        int sample = row[(x0 + x * step) * perPixel + s];
        for (int bit = bits - 1; bit >= 0; bit--, bitAt++) {
          packed[bitAt / 8] |= (byte) ((sample >> bit & 1) << (7 - bitAt % 8));
        }
      }
    }
    return packed;
  }

  private static int prediction(int filter, int a, int b, int c) {
    switch (filter) {
      case 1:
        return a;
      case 2:
        return b;
      case 3:
        return (a + b) / 2;
      case 4:
        int p = a + b - c;
        int pa = Math.abs(p - a);
        int pb = Math.abs(p - b);
        int pc = Math.abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      default:
        return 0;
    }
  }
}
