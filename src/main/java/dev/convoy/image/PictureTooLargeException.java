package dev.convoy.image;

import java.util.Locale;

/** A picture that is whole, as far as its header tells, but takes more memory than there is. */
public final class PictureTooLargeException extends BadImageException {
  private static final long serialVersionUID = 1;
  private static final double MEGABYTE = 1e6;

  private final String found;
  private final long bytes;

  PictureTooLargeException(int w, int h, long needed, long maxBytes) {
    this(
        String.format(
            Locale.ROOT, "%d x %d pixels take %,.0f MB to decode", w, h, needed / MEGABYTE),
        needed,
        maxBytes);
  }

  private PictureTooLargeException(String found, long bytes, long maxBytes) {
    super(
        ImageDecoder.STAGE,
        String.format(
            Locale.ROOT, "%s, over the %,.0f MB there are for it", found, maxBytes / MEGABYTE));
    this.found = found;
    this.bytes = bytes;
  }

  /** What it takes of the heap while it is decoded. */
  public long bytes() {
    return bytes;
  }

  /** What it is and takes: {@code 9000 x 6000 pixels take 162 MB to decode}. */
  public String found() {
    return found;
  }
}
