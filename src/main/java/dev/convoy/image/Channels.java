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
    byte[] from = picture.data();
    int pixelCount = picture.h() * picture.w();
    byte[] to = new byte[pixelCount * count];
    for (int i = 0; i < pixelCount; i++) {
      if (this == RGB) {
        to[3 * i] = from[i];
        to[3 * i + 1] = from[i];
        to[3 * i + 2] = from[i];
      } else {
        int r = from[3 * i] & 0xFF;
        int g = from[3 * i + 1] & 0xFF;
        int b = from[3 * i + 2] & 0xFF;
        to[i] = (byte) ((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
      }
    }
    return new Pixels(picture.h(), picture.w(), count, to);
  }
}
