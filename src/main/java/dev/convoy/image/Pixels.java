package dev.convoy.image;

import dev.convoy.tensor.Check;

/**
 * A decoded picture: uint8, row-major, channels interleaved; RGB (c = 3) or grey (c = 1). The array
 * is not copied.
 *
 * @param h rows, at least 1
 * @param w columns, at least 1
 * @param c channels, 1 or 3
 * @param data exactly {@code h * w * c} bytes, each 0 to 255 as {@code data[i] & 0xFF}
 */
public record Pixels(int h, int w, int c, byte[] data) {
  /** More bytes than this do not fit one Java array. */
  static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  public Pixels {
    Check.that(h >= 1 && w >= 1, "pixels: %s x %s, needs at least 1 x 1", h, w);
    Check.that(c == 1 || c == 3, "pixels: %s channels, needs 1 (grey) or 3 (RGB)", c);
    Check.that(
        data.length == (long) h * w * c,
        "pixels [%s, %s, %s]: needs %s bytes, has %s",
        h,
        w,
        c,
        (long) h * w * c,
        data.length);
  }
}
