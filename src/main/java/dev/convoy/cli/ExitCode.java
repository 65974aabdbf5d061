package dev.convoy.cli;

/** What a run tells the shell that started it. */
enum ExitCode {
  DONE(0, "done"),
  RUN_FAILED(1, "the run failed"),
  WRONG_INPUT(2, "the job file or the command line is wrong"),
  OVER_MAX_REJECTS(3, "done, but more images were rejected than maxRejects allows");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }
}
