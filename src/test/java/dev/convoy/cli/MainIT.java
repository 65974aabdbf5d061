package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.SparkTest;
import dev.convoy.config.ConfigException;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.RunFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainIT extends SparkTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  private final List<String> sessionEvents = new ArrayList<>();

  private ExitCode run(
      BiFunction<SparkSession, Progress, JobOutcome> work, String text, String... more) {
    List<String> args = new ArrayList<>(List.of(jobFile(text)));
    args.addAll(List.of(more));
    return start(work, args.toArray(String[]::new));
  }

  private String jobFile(String text) {
    try {
      return Files.writeString(folder.resolve("job.yaml"), text).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private ExitCode start(BiFunction<SparkSession, Progress, JobOutcome> work, String... args) {
    PrintStream err = new PrintStream(errBytes, true, StandardCharsets.UTF_8);
    PrintStream out = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
    Main main =
        new Main(List.of(new FakeKind(work)), new SharedSession(), out, new Terminal(err, 0));
    return main.run(new StartClock(System::currentTimeMillis, 0), args);
  }

  private String out() {
    return outBytes.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return errBytes.toString(StandardCharsets.UTF_8);
  }

  /** The session of all tests, which stays open. */
  private final class SharedSession implements Sessions {
    @Override
    public SparkSession open(String title, boolean verbose) {
      sessionEvents.add("open " + title);
      return spark();
    }

    @Override
    public void close(SparkSession spark) {
      sessionEvents.add("close");
    }
  }

  @Test
  void jobRunsAndItsSummaryEndsWithTheTime() {
    String table = folder.resolve("table").toString();
    ExitCode code =
        run(
            (spark, progress) -> {
              progress.begin("write", 10);
              spark.range(10).write().parquet(table);
              progress.done(10);
              progress.end();
              return FakeKind.done("10 rows in table");
            },
            "job: count\nupTo: 10\n");
    assertThat(err()).matches("(?s)write: 10 images, .*\n");
    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(out()).matches("(?s)10 rows in table\ntotal .*, of which .* were Spark's start\n");
    assertThat(spark().read().parquet(table).count()).isEqualTo(10);
    assertThat(sessionEvents).containsExactly("open count to 10", "close");
  }

  @Test
  void wrongFileOpensNoSession() {
    assertThat(run((spark, progress) -> FakeKind.done(), "job: count\nupTo: x\n"))
        .isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(err()).startsWith("error: ").contains("job.yaml:2").doesNotContain("\tat ");
    assertThat(out()).isEmpty();
    assertThat(sessionEvents).isEmpty();
  }

  @Test
  void failureInsideATaskSaysOnlyWhatTheTaskSaid() {
    ExitCode code =
        run(
            (spark, progress) -> {
              JavaSparkContext.fromSparkContext(spark.sparkContext())
                  .parallelize(List.of(1, 2, 3), 3)
                  .foreach(MainIT::failAtTwo);
              return FakeKind.done();
            },
            "job: count");
    assertThat(code).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(err()).isEqualToIgnoringNewLines("error: image 2: no pixels");
    assertThat(sessionEvents).containsExactly("open count to 10", "close");
  }

  private static void failAtTwo(int i) {
    if (i == 2) {
      throw new RunFailure("image 2: no pixels");
    }
  }

  @Test
  void verboseAddsTheStackTraceWhereverItStands() {
    BiFunction<SparkSession, Progress, JobOutcome> failing =
        (spark, progress) -> {
          throw new RunFailure("no images");
        };
    assertThat(run(failing, "job: count", "upTo=3", "--verbose")).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(err()).startsWith("error: no images").contains("\tat ");
  }

  @Test
  void configFoundWrongLateIsStillWrongInput() {
    ExitCode code =
        run(
            (spark, progress) -> {
              throw new ConfigException("x.yaml:1: filters take 32 channels");
            },
            "job: count");
    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
  }

  @Test
  void tooManyRejectsIsACodeOfItsOwn() {
    ExitCode code =
        run((spark, progress) -> new JobOutcome(List.of("3 rejects"), true), "job: count");
    assertThat(code).isEqualTo(ExitCode.OVER_MAX_REJECTS);
    assertThat(code.number()).isEqualTo(3);
    assertThat(out()).startsWith("3 rejects");
    assertThat(err()).contains("maxRejects");
  }

  @Test
  void wrongArgumentsAreSaid() {
    assertThat(start((spark, progress) -> FakeKind.done())).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(err()).contains("no job file given");
    assertThat(start((spark, progress) -> FakeKind.done(), "x.yaml", "--frobnicate"))
        .isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(err()).contains("--frobnicate").contains("--help");
  }

  @Test
  void helpIsATableOfEveryKey() {
    assertThat(start((spark, progress) -> FakeKind.done(), "--help")).isEqualTo(ExitCode.DONE);
    assertThat(out())
        .contains("usage: ./submit.sh")
        .contains("job: count\n  Counts.\n")
        .contains("  key           type          default   meaning\n")
        .contains("  upTo          whole number  10        where to stop\n")
        .contains("  output.table  path          required  a folder that does not exist yet\n")
        .contains("  2  the job file or the command line is wrong\n");
    assertThat(sessionEvents).isEmpty();
  }

  @Test
  void versionNamesConvoySparkAndJava() {
    assertThat(start((spark, progress) -> FakeKind.done(), "--version")).isEqualTo(ExitCode.DONE);
    assertThat(out()).contains("convoy ").contains("spark " + spark().version()).contains("java ");
  }

  @Test
  void sessionTakesTheJobsTitleUnlessTheUserGaveAName() {
    SparkConf passedOn = new SparkConf(false).set("spark.app.name", Main.class.getName());
    assertThat(Sessions.conf(passedOn, "forward", false).get("spark.app.name"))
        .isEqualTo("forward");
    passedOn.set("spark.app.name", "mine");
    assertThat(Sessions.conf(passedOn, "forward", false).get("spark.app.name")).isEqualTo("mine");
  }

  @Test
  void sparkLogsWarningsOnlyUnlessTheUserSaysOtherwise() {
    SparkConf passedOn = new SparkConf(false);
    assertThat(Sessions.conf(passedOn.clone(), "t", false).get("spark.log.level"))
        .isEqualTo("WARN");
    assertThat(Sessions.conf(passedOn.clone(), "t", true).contains("spark.log.level")).isFalse();
    passedOn.set("spark.log.level", "INFO");
    assertThat(Sessions.conf(passedOn, "t", false).get("spark.log.level")).isEqualTo("INFO");
  }

  @Test
  void taskWhoseFailureIsFinalIsNotTriedAgain() {
    ExitCode code =
        run(
            (spark, progress) -> {
              onOneTask(
                  spark,
                  attempt -> {
                    if (attempt == 0) {
                      throw new RunFailure("cat.png: label 12; needed 0 to 9");
                    }
                    awaitKill(); // else the second attempt would make the run a good one
                  });
              return FakeKind.done();
            },
            "job: count");
    assertThat(code).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(err()).isEqualToIgnoringNewLines("error: cat.png: label 12; needed 0 to 9");
  }

  @Test
  void taskThatADiskFailedIsTriedAgain() {
    ExitCode code =
        run(
            (spark, progress) -> {
              onOneTask(
                  spark,
                  attempt -> {
                    if (attempt < 2) {
                      throw new RunFailure("caches cannot be read", new IOException("timed out"));
                    }
                  });
              return FakeKind.done();
            },
            "job: count");
    assertThat(code).as(err()).isEqualTo(ExitCode.DONE);
  }

  private interface Attempt extends Serializable {
    void run(int number);
  }

  private static void onOneTask(SparkSession spark, Attempt attempt) {
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(1), 1)
        .foreach(one -> attempt.run(TaskContext.get().attemptNumber()));
  }

  /** Returns when Spark wants this attempt to end, or after a minute. */
  private static void awaitKill() {
    for (int i = 0; i < 6_000 && !TaskContext.get().isInterrupted(); i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
