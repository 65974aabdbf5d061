package dev.convoy.job;

/**
 * Tells a waiting user how far a stage is: a bar on a terminal, one log line per stage otherwise.
 * Methods are called from any thread.
 */
public interface Progress {
  /**
   * A stage begins.
   *
   * @param what for instance {@code "forward"}
   * @param imageCount images it will handle, or -1 where unknown
   */
  void begin(String what, long imageCount);

  /** So many images of the stage are done by now, rejects included. */
  void done(long imageCount);

  /** One line that is worth keeping, such as what an epoch gave. */
  void note(String line);

  /** The stage has ended. */
  void end();

  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String what, long imageCount) {}

        @Override
        public void done(long imageCount) {}

        @Override
        public void note(String line) {}

        @Override
        public void end() {}
      };
}
