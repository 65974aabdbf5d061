package dev.convoy.job.input;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** How often Spark tries a task, and whether the running attempt is the last one. */
final class TaskTries {
  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[[^,\\]]*(?:,\\s*(\\d+)\\s*)?])?");
  private static final int DEFAULT_TRIES = 4; // of spark.task.maxFailures

  private TaskTries() {}

  /**
   * Whether Spark will start another attempt should this one fail. Attempts that were lost with
   * their executors are counted as failed ones here, though Spark allows more of them. Outside a
   * task there is none.
   */
  static boolean isAnotherLeft() {
    TaskContext task = TaskContext.get();
    return task != null
        && SparkEnv.get() != null
        && task.attemptNumber() + 1 < most(SparkEnv.get().conf());
  }

  static int most(SparkConf conf) {
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    if (!local.matches()) {
      return conf.getInt("spark.task.maxFailures", DEFAULT_TRIES);
    }
    @Nullable String tries = local.group(1);
    return tries == null ? 1 : Integer.parseInt(tries);
  }
}
