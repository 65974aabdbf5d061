package dev.convoy.job;

/** A run that failed for a reason a user can act on. The message needs no stack trace beside it. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RunFailure(String message) {
    super(message);
  }

  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
