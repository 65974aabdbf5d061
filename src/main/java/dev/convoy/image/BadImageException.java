package dev.convoy.image;

/**
 * One picture cannot be used. Checked, because what follows is the job's choice: put the picture
 * among the rejects, or fail.
 */
public sealed class BadImageException extends Exception permits PictureTooLargeException {
  private static final long serialVersionUID = 1;

  private final String stage;
  private final String reason;

  /**
   * @param stage where it failed, one word: {@code decode}, {@code preprocess}
   * @param reason what was found and what was needed, for a person to read
   */
  public BadImageException(String stage, String reason) {
    super(stage + ": " + reason);
    this.stage = stage;
    this.reason = reason;
  }

  public BadImageException(String stage, String reason, Throwable cause) {
    this(stage, reason);
    initCause(cause);
  }

  public String stage() {
    return stage;
  }

  /** The message without the stage. */
  public String reason() {
    return reason;
  }
}
