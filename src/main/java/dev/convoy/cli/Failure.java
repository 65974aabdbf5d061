package dev.convoy.cli;

import dev.convoy.config.ConfigException;
import dev.convoy.job.RunFailure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkException;

/**
 * What a user is told of something thrown: one message, and an exit code.
 *
 * @param code for the shell
 * @param message without a stack trace; may have several lines
 * @param expected whether the message says it all, or a stack trace would help
 * @param thrown what was caught
 */
record Failure(ExitCode code, String message, boolean expected, Throwable thrown) {
  private static final int DEEPEST = 64; // causes may form a ring

  /**
   * Looks through what Spark wraps around an exception of a task: the deepest of ours wins, else
   * the first that is not a wrapper.
   */
  static Failure of(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    for (int i = chain.size() - 1; i >= 0; i--) {
      Throwable cause = chain.get(i);
      if (cause instanceof ConfigException) {
        return new Failure(ExitCode.WRONG_INPUT, messageOf(cause), true, thrown);
      }
      if (cause instanceof RunFailure) {
        return new Failure(ExitCode.RUN_FAILED, messageOf(cause), true, thrown);
      }
    }
    Throwable cause = chain.stream().filter(e -> !wraps(e)).findFirst().orElse(thrown);
    String text = cause.getClass().getSimpleName() + ": " + firstLine(messageOf(cause));
    if (cause instanceof OutOfMemoryError) {
      text += "; give --driver-memory or --executor-memory more, or lower batchSize";
    }
    return new Failure(ExitCode.RUN_FAILED, text, false, thrown);
  }

  /** A run that was told to end; what was thrown on the way tells nothing. */
  static Failure stopped(Throwable thrown) {
    return new Failure(ExitCode.RUN_FAILED, "stopped by a signal", true, thrown);
  }

  /** Prints it, and returns the code. */
  ExitCode report(PrintStream err, boolean verbose) {
    err.println("error: " + message);
    if (verbose) {
      thrown.printStackTrace(err);
    } else if (!expected) {
      err.println("--verbose shows the stack trace");
    }
    err.flush();
    return code;
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable e = thrown; e != null && chain.size() < DEEPEST; e = e.getCause()) {
      chain.add(e);
    }
    return chain;
  }

  private static boolean wraps(Throwable e) {
    return e.getCause() != null
        && (e instanceof SparkException
            || e instanceof ExecutionException
            || e.getClass() == RuntimeException.class);
  }

  private static String messageOf(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? "(no message)" : message.strip();
  }

  /** Spark puts an executor's whole stack trace into a message. */
  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
