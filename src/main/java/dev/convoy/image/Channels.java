package dev.convoy.image;

import dev.convoy.tensor.Check;

/** What a picture is decoded to: one grey channel, or red, green and blue. */
public enum Channels {
  GREY(1),
  RGB(3);

  private final int count;

  Channels(int count) {
    this.count = count;
  }

  /** 1 or 3. */
  public int count() {
    return count;
  }

  /**
   * The channels of a network whose pictures have {@code count} of them.
   *
   * @throws IllegalArgumentException unless {@code count} is 1 or 3
   */
  public static Channels of(int count) {
    Check.that(
        count == 1 || count == 3,
        "pictures have 1 channel (grey) or 3 (RGB); the network takes %s",
        count);
    return count == 1 ? GREY : RGB;
  }

  /**
   * The picture in these channels; the same object where it already has them. Grey becomes RGB by
   * repeating; RGB becomes grey as luma of ITU-R BT.601 in 16 bit fixed point, which gives the
   * bytes of Pillow's {@code convert("L")}:
   *
   * <pre>
   *   L = (19595 R + 38470 G + 7471 B + 32768) / 65536, rounded down
   * </pre>
   */
  Pixels of(Pixels picture) {
    if (picture.c() == count) {
      return picture;
    }
    byte[] samples = picture.data();
    byte[] converted = this == RGB ? repeated(samples) : luma(samples);
    return new Pixels(picture.h(), picture.w(), count, converted);
  }

  private static byte[] repeated(byte[] grey) {
    byte[] rgb = new byte[grey.length * 3];
    for (int i = 0, to = 0; i < grey.length; i++, to += 3) {
      byte sample = grey[i];
      rgb[to] = sample;
      rgb[to + 1] = sample;
      rgb[to + 2] = sample;
    }
    return rgb;
  }

  private static byte[] luma(byte[] rgb) {
    byte[] grey = new byte[rgb.length / 3];
    for (int i = 0, from = 0; i < grey.length; i++, from += 3) {
      int r = rgb[from] & 0xFF;
      int g = rgb[from + 1] & 0xFF;
      int b = rgb[from + 2] & 0xFF;
      grey[i] = (byte) (19595 * r + 38470 * g + 7471 * b + 32768 >> 16);
    }
    return grey;
  }
}
