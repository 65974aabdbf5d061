package dev.convoy.image;

import dev.convoy.tensor.Check;

/**
 * Cuts the middle out of a picture, by torchvision's rule: the cut begins at half the surplus, a
 * half rounded to the even neighbour. Where the picture is smaller than the cut, it is set into
 * black; of an odd number of black rows or columns the larger half goes to the bottom or right.
 */
public final class CenterCrop {
  private CenterCrop() {}

  /**
   * The middle {@code h} rows and {@code w} columns; the same object where the picture has that
   * size.
   *
   * @throws IllegalArgumentException if a size is below 1 or the result does not fit one array
   */
  public static Pixels to(Pixels picture, int h, int w) {
    Check.that(h >= 1 && w >= 1, "crop to %s x %s: needs at least 1 x 1", h, w);
    Check.that(h <= Pixels.MOST_BYTES / w / picture.c(), "crop to %s x %s: too large", h, w);
    if (picture.h() == h && picture.w() == w) {
      return picture;
    }
    int top = begin(picture.h(), h);
    int left = begin(picture.w(), w);
    int c = picture.c();
    int firstRow = Math.max(0, -top);
    int firstColumn = Math.max(0, -left);
    int rowCount = Math.min(picture.h(), h);
    int length = Math.min(picture.w(), w) * c;
    byte[] out = new byte[h * w * c];
    for (int row = firstRow; row < firstRow + rowCount; row++) {
      int from = ((top + row) * picture.w() + left + firstColumn) * c;
      System.arraycopy(picture.data(), from, out, (row * w + firstColumn) * c, length);
    }
    return new Pixels(h, w, c, out);
  }

  /** Where in the picture the cut begins; negative where black comes first. */
  static int begin(int size, int cut) {
    return size < cut ? -((cut - size) / 2) : (int) Math.rint((size - cut) / 2.0);
  }
}
