package dev.convoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.convoy.config.ConfigException;
import dev.convoy.job.RunFailure;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a user is told when a run fails. */
public final class UserMessage {
  private UserMessage() {}

  /** The words of the deepest failure of ours, one line, as the command line has it. */
  public static String of(ThrowingCallable run) {
    Throwable thrown = catchThrowable(run);
    assertThat(thrown).as("a failure").isNotNull();
    String message = null;
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof RunFailure || e instanceof ConfigException) {
        message = e.getMessage();
      }
    }
    assertThat(message).as("message of %s", thrown).isNotNull().doesNotContain("\n");
    return message;
  }
}
