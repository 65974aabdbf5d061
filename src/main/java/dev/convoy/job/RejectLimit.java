package dev.convoy.job;

import dev.convoy.config.ConfigNode;

/**
 * How many rejects a run may have before its exit code says so: a number of images, or a share of
 * them.
 */
public record RejectLimit(double limit, boolean isShare, String text) {
  public static final RejectLimit NONE = new RejectLimit(1, true, "100%");

  public static RejectLimit read(ConfigNode key) {
    String text = key.string();
    if (!text.endsWith("%")) {
      return new RejectLimit(key.integer(0, Integer.MAX_VALUE), false, text);
    }
    double percent;
    try {
      percent = Double.parseDouble(text.substring(0, text.length() - 1));
    } catch (NumberFormatException e) {
      percent = -1;
    }
    if (!(percent >= 0 && percent <= 100)) {
      throw key.error("found \"%s\", needed a number of images, or a share such as 1%%", text);
    }
    return new RejectLimit(percent / 100, true, text);
  }

  public boolean isExceeded(long rejects, long images) {
    return rejects > (isShare ? limit * images : limit);
  }

  @Override
  public String toString() {
    return text;
  }
}
