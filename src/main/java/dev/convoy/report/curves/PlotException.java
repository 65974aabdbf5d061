package dev.convoy.report.curves;

/** This JVM cannot draw. The message says why and what to install; a run can go on without. */
public final class PlotException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PlotException(String message, Throwable cause) {
    super(message, cause);
  }
}
