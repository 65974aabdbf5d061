package dev.convoy.report;

import java.util.regex.Pattern;

/** Names and messages without the characters that XML cannot hold, and no font has. */
public final class Printable {
  private static final String CHARACTERS =
      "\\x{20}-\\x{7E}\\x{A0}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}";
  private static final Pattern NOT_IN_A_LINE = Pattern.compile("[^" + CHARACTERS + "]");
  private static final Pattern NOT_IN_A_TEXT = Pattern.compile("[^\\t\\n" + CHARACTERS + "]");

  private Printable() {}

  /** One line: others become spaces, and none stands at an end. */
  public static String line(String words) {
    return NOT_IN_A_LINE.matcher(words).replaceAll(" ").strip();
  }

  /** Lines and tabs stay; others become the replacement character. */
  public static String text(String words) {
    return NOT_IN_A_TEXT.matcher(words).replaceAll("\uFFFD");
  }
}
