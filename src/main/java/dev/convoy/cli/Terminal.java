package dev.convoy.cli;

import dev.convoy.job.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * Where progress and errors go.
 *
 * @param err the user's standard error
 * @param columns width of the terminal behind it; 0 where there is none
 */
record Terminal(PrintStream err, int columns) {
  /** Columns of the terminal, told by {@code submit.sh}: Java alone cannot tell. */
  static final String COLUMNS = "CONVOY_COLUMNS";

  /**
   * Where {@code submit.sh} keeps the JVM's own lines (such as the one about incubator modules)
   * apart from ours: the number of the descriptor that is the user's standard error. It can be 0,
   * which Java opens without being told how.
   */
  static final String STDERR = "CONVOY_STDERR";

  private static final int NARROWEST = 40;

  static Terminal open(Map<String, String> environment) {
    return new Terminal(
        stderr(environment.getOrDefault(STDERR, "")),
        columns(environment.getOrDefault(COLUMNS, "")));
  }

  /** A bar where someone watches, one line per stage where a file does. */
  Progress progress() {
    Progress lines = new LineProgress(err);
    return columns < NARROWEST ? lines : new BarProgress(lines, err, columns);
  }

  private static PrintStream stderr(String descriptor) {
    if (!descriptor.equals("0")) {
      return System.err;
    }
    Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    return new PrintStream(new FileOutputStream(FileDescriptor.in), true, charset);
  }

  private static int columns(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
