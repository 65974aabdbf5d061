package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.config.ConfigException;
import dev.convoy.job.RunFailure;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static String printed(Throwable thrown, boolean verbose) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Failure.of(thrown).report(new PrintStream(bytes, true, StandardCharsets.UTF_8), verbose);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void wrongFileIsOneLineAndCodeTwo() {
    Throwable thrown = new ConfigException("jobs/x.yaml:7: \"batchSize\": found \"many\"");
    assertThat(Failure.of(thrown).code()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(printed(thrown, false))
        .isEqualToIgnoringNewLines("error: jobs/x.yaml:7: \"batchSize\": found \"many\"");
  }

  @Test
  void deepestOfOursIsFoundUnderWhatSparkWrapsAroundIt() {
    Throwable ours = new RunFailure("image 7: no pixels", new FileNotFoundException("disk"));
    Throwable thrown =
        new SparkException(
            "Job aborted",
            new ExecutionException(new RunFailure("forward failed", new RuntimeException(ours))));
    assertThat(Failure.of(thrown).code()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(Failure.of(thrown).message()).isEqualTo("image 7: no pixels");
  }

  @Test
  void strangerIsNamedWithTheHintAtVerbose() {
    Throwable thrown =
        new SparkException("Job aborted", new IllegalStateException("odd\n\tat some.Place"));
    assertThat(Failure.of(thrown).code()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(printed(thrown, false))
        .isEqualToIgnoringNewLines(
            "error: IllegalStateException: odd--verbose shows the stack trace");
  }

  @Test
  void sparkAloneIsCutToItsFirstLine() {
    Throwable thrown =
        new SparkException("Task 0 failed 1 times\n\tat x\nDriver stacktrace:", null);
    assertThat(Failure.of(thrown).message()).isEqualTo("SparkException: Task 0 failed 1 times");
  }

  @Test
  void exceptionWithoutMessageIsStillNamed() {
    assertThat(Failure.of(new NullPointerException(null)).message())
        .isEqualTo("NullPointerException: (no message)");
  }

  @Test
  void exhaustedMemoryComesWithAdvice() {
    assertThat(
            Failure.of(new SparkException("Job aborted", new OutOfMemoryError("Java heap space")))
                .message())
        .startsWith("OutOfMemoryError: Java heap space; give --driver-memory");
  }

  @Test
  void ringOfCausesEnds() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);
    assertThat(Failure.of(a).message()).isEqualTo("Exception: a");
  }

  @Test
  void verboseShowsTheWholeStory() {
    Throwable thrown = new SparkException("Job aborted", new RunFailure("image 7"));
    assertThat(printed(thrown, true))
        .contains("error: image 7")
        .contains("Job aborted")
        .contains("\tat ");
  }
}
