package dev.convoy.reference;

/**
 * The notebook's dictionary {@code hparameters}.
 *
 * @param stride step of the window, pixels, in both directions
 * @param pad zeros on each side of the image, pixels; convolution only
 * @param f side of the window, pixels; pooling only, a convolution takes its filters' own
 */
public record Hparameters(int stride, int pad, int f) {
  /** For a convolution: {@code {"stride": stride, "pad": pad}}. */
  public static Hparameters conv(int stride, int pad) {
    return new Hparameters(stride, pad, 0);
  }

  /** For a pooling: {@code {"f": f, "stride": stride}}. */
  public static Hparameters pool(int f, int stride) {
    return new Hparameters(stride, 0, f);
  }
}
