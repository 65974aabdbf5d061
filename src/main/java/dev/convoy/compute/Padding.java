package dev.convoy.compute;

import dev.convoy.tensor.Check;
import java.io.Serializable;

/** Pixels added on the four sides of an image. */
public record Padding(int top, int bottom, int left, int right) implements Serializable {
  public static final Padding NONE = new Padding(0, 0, 0, 0);

  public Padding {
    Check.that(
        top >= 0 && bottom >= 0 && left >= 0 && right >= 0,
        "padding [%s, %s, %s, %s]: must not be negative",
        top,
        bottom,
        left,
        right);
  }

  /** The same on all sides. */
  public static Padding all(int pixels) {
    return new Padding(pixels, pixels, pixels, pixels);
  }

  public boolean isNone() {
    return (top | bottom | left | right) == 0;
  }

  /** {@code [top, bottom, left, right]}. */
  @Override
  public String toString() {
    return "[" + top + ", " + bottom + ", " + left + ", " + right + "]";
  }
}
