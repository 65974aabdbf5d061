package dev.convoy.job;

import dev.convoy.config.ConfigNode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time in job files: {@code 90s}, {@code 10m}, {@code 2h}, or {@code none}. */
public final class TimeSpan {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})([smh])");

  private TimeSpan() {}

  /**
   * Reads one.
   *
   * @return zero for none
   * @throws dev.convoy.config.ConfigException if it is written in another way, or is zero
   */
  public static Duration read(ConfigNode key) {
    String text = key.string();
    if (text.equals("none")) {
      return Duration.ZERO;
    }
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw key.error("found \"%s\", needed a time such as 90s, 10m or 2h, or none", text);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
