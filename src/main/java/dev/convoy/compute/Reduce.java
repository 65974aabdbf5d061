package dev.convoy.compute;

/** What {@link Reduction} makes of many values. */
public enum Reduce {
  MEAN,
  SUM,
  /** The largest, in the sense of {@link Math#max}. */
  MAX,
  /** The smallest, in the sense of {@link Math#min}. */
  MIN;

  float start() {
    return switch (this) {
      case MEAN, SUM -> 0f;
      case MAX -> Float.NEGATIVE_INFINITY;
      case MIN -> Float.POSITIVE_INFINITY;
    };
  }
}
