package dev.convoy.cli;

import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The text of {@code ./submit.sh --help}: how to call it, and every key of every job kind. */
final class Help {
  private static final String USAGE =
      """
      usage: ./submit.sh [--spark-submit-option value ...] JOB.yaml [key=value ...]

      Runs the job that JOB.yaml describes; key=value sets one of its keys for this run.

        --help      this text
        --verbose   stack traces of errors
        --version   versions of Convoy, Spark and Java

      Other options go to spark-submit: --master, --conf, --executor-memory, ...
      Spark is the one of SPARK_HOME, else the spark-submit on the PATH, else (or with
      CONVOY_SPARK=embedded) one that Maven fetches once, on all cores of this machine.
      Paths without a scheme lie on the default file system (fs.defaultFS): as a rule below
      the current folder on one machine, in HDFS on a cluster. The job file itself is looked
      for on the local disk first.
      """;

  private Help() {}

  static void print(List<JobKind> kinds, PrintStream out) {
    out.println(USAGE);
    for (JobKind kind : kinds) {
      out.println("job: " + kind.name());
      out.println("  " + kind.purpose());
      out.println();
      table(kind.keys()).forEach(row -> out.println("  " + row));
      out.println();
    }
    out.println("exit codes:");
    for (ExitCode code : ExitCode.values()) {
      out.println("  " + code.number() + "  " + code.meaning());
    }
  }

  static void printVersion(PrintStream out) {
    String version = Help.class.getPackage().getImplementationVersion();
    out.println("convoy " + (version == null ? "(built from classes)" : version));
    out.println("spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION());
    out.println(
        "java " + Runtime.version() + ", " + System.getProperty("java.home")); // which one it was
  }

  /** Columns as wide as their widest word; the last one runs free. */
  private static List<String> table(List<JobKey> keys) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("key", "type", "default", "meaning"));
    keys.forEach(key -> rows.add(List.of(key.name(), key.type(), key.standard(), key.meaning())));
    int[] widths = new int[3];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return line.append(row.get(widths.length)).toString().stripTrailing();
  }
}
