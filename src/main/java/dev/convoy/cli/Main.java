package dev.convoy.cli;

import dev.convoy.config.ConfigException;
import dev.convoy.job.FinalFailure;
import dev.convoy.job.Job;
import dev.convoy.job.JobKind;
import dev.convoy.job.JobKinds;
import dev.convoy.job.JobOutcome;
import java.io.PrintStream;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ParameterException;

/**
 * Runs one job file: reads and checks it, opens Spark, runs the job, prints its summary.
 *
 * <p>The summary goes to standard output; progress and errors go to standard error. Nothing is
 * asked of Spark before the file has been found right.
 */
public final class Main {
  private final List<JobKind> kinds;
  private final Sessions sessions;
  private final PrintStream out;
  private final Terminal terminal;

  Main(List<JobKind> kinds, Sessions sessions, PrintStream out, Terminal terminal) {
    this.kinds = List.copyOf(kinds);
    this.sessions = sessions;
    this.out = out;
    this.terminal = terminal;
  }

  /** Called by spark-submit; {@code submit.sh} is what calls that. */
  public static void main(String[] args) {
    StartClock clock = StartClock.of(System.getenv());
    Terminal terminal = Terminal.open(System.getenv());
    System.setErr(terminal.err());
    ExitCode code = new Main(JobKinds.all(), Sessions.SPARK, System.out, terminal).run(clock, args);
    if (code != ExitCode.DONE) {
      System.exit(code.number()); // not for DONE: on YARN an early exit counts as a failure
    }
  }

  /** Does what the arguments say; every failure becomes a message and a code. */
  ExitCode run(StartClock clock, String... args) {
    Options options;
    try {
      options = Options.of(args);
    } catch (ParameterException e) {
      return wrongUse(e.getMessage());
    }
    if (options.help()) {
      Help.print(kinds, out);
      return ExitCode.DONE;
    }
    if (options.version()) {
      Help.printVersion(out);
      return ExitCode.DONE;
    }
    String jobFile = options.jobFile();
    if (jobFile == null) {
      return wrongUse("no job file given");
    }
    try {
      return runJob(clock, jobFile, options);
    } catch (Throwable e) { // out of memory too: the user gets a sentence, the shell a code
      Failure failure = isEnding() ? Failure.stopped(e) : Failure.of(e);
      return failure.report(terminal.err(), options.verbose());
    }
  }

  /** Whether a signal is ending this JVM: Spark then falls apart under the job. */
  private static boolean isEnding() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private ExitCode wrongUse(String message) {
    ConfigException wrong =
        new ConfigException(message + "; needed JOB.yaml [key=value ...] (see ./submit.sh --help)");
    return Failure.of(wrong).report(terminal.err(), false);
  }

  private ExitCode runJob(StartClock clock, String jobFile, Options options) {
    Job job = JobFile.read(kinds, jobFile, options.overrides());
    clock.sparkBegins();
    SparkSession spark = sessions.open(job.title(), options.verbose());
    clock.sparkIsReady();
    try {
      JobOutcome outcome = runWatched(job, spark);
      outcome.summary().forEach(out::println);
      out.println(clock.summary());
      out.flush();
      return codeOf(outcome);
    } finally {
      sessions.close(spark);
    }
  }

  private JobOutcome runWatched(Job job, SparkSession spark) {
    try (FinalFailure watched = FinalFailure.watch(spark.sparkContext())) {
      try {
        return job.run(spark, terminal.progress());
      } catch (Throwable e) { // Spark's checked exceptions too, which it does not declare
        watched.rethrow(e);
        throw e;
      }
    }
  }

  private ExitCode codeOf(JobOutcome outcome) {
    if (!outcome.overMaxRejects()) {
      return ExitCode.DONE;
    }
    terminal.err().println("warning: " + ExitCode.OVER_MAX_REJECTS.meaning());
    return ExitCode.OVER_MAX_REJECTS;
  }
}
