package dev.convoy.config;

/**
 * What a user wrote is wrong. The message says where, what was found, and what was needed; of what
 * was found it leaves out the middle where it is long.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 2_000;
  private static final int END = 500;

  public ConfigException(String message) {
    super(shortened(message));
  }

  public ConfigException(String message, Throwable cause) {
    super(shortened(message), cause);
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST
        ? message
        : message.substring(0, LONGEST - END) + " ... " + message.substring(message.length() - END);
  }
}
