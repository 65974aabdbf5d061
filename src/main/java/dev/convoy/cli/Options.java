package dev.convoy.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What stands on the command line after spark-submit's own options. */
final class Options {
  @Option(names = {"-h", "--help"})
  private boolean help;

  @Option(names = "--verbose")
  private boolean verbose;

  @Option(names = "--version")
  private boolean version;

  @Parameters(index = "0", arity = "0..1")
  private @Nullable String jobFile;

  @Parameters(index = "1..*")
  private List<String> overrides = new ArrayList<>();

  private Options() {}

  /**
   * Reads the arguments.
   *
   * @throws picocli.CommandLine.ParameterException naming the argument that is wrong
   */
  static Options of(String... args) {
    Options options = new Options();
    new CommandLine(options).setExpandAtFiles(false).parseArgs(args);
    return options;
  }

  boolean help() {
    return help;
  }

  boolean verbose() {
    return verbose;
  }

  boolean version() {
    return version;
  }

  /** The job file, or null where none is given. */
  @Nullable String jobFile() {
    return jobFile;
  }

  /** Each {@code key=value}, in the order given. */
  List<String> overrides() {
    return overrides;
  }
}
