package dev.convoy.image;

import java.util.Locale;

/** A picture that is whole, as far as its header tells, but takes more memory than there is. */
public final class PictureTooLargeException extends BadImageException {
  private static final long serialVersionUID = 1;
  private static final double MEGABYTE = 1e6;

  private final String found;

  PictureTooLargeException(int w, int h, long needed, long maxBytes) {
    this(
        String.format(
            Locale.ROOT, "%d x %d pixels take %,.0f MB to decode", w, h, needed / MEGABYTE),
        maxBytes);
  }

  private PictureTooLargeException(String found, long maxBytes) {
    super(
        ImageDecoder.STAGE,
        String.format(
            Locale.ROOT, "%s, over the %,.0f MB there are for it", found, maxBytes / MEGABYTE));
    this.found = found;
  }

  /** What it is and takes: {@code 9000 x 6000 pixels take 162 MB to decode}. */
  public String found() {
    return found;
  }
}
