package dev.convoy.job.report;

import dev.convoy.report.html.TaskAttempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;

/** Keeps every attempt of every task, as Spark tells of them, while it is open. */
public final class TaskLog implements AutoCloseable {
  private static final int MOST_ATTEMPTS = 200_000;
  private static final long LONGEST_WAIT_MILLIS = 2_000; // Spark tells of a task some time after it
  private static final long LOOK_MILLIS = 10;
  private static final int LONGEST_ERROR = 300;

  private final JavaSparkContext sc;
  private final int most;
  private final List<TaskAttempt> attempts = new ArrayList<>();
  private final Map<Integer, String> stages = new HashMap<>();
  private final Set<String> executors = new TreeSet<>();
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
          begun(submitted.stageInfo().stageId(), submitted.stageInfo().name());
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          ended(end);
        }
      };

  private TaskLog(JavaSparkContext sc, int most) {
    this.sc = sc;
    this.most = most;
  }

  public static TaskLog open(JavaSparkContext sc) {
    return open(sc, MOST_ATTEMPTS);
  }

  /** Keeps executors alone, for jobs of many thousand stages. */
  public static TaskLog openForExecutors(JavaSparkContext sc) {
    return open(sc, 0);
  }

  private static TaskLog open(JavaSparkContext sc, int most) {
    TaskLog log = new TaskLog(sc, most);
    sc.sc().addSparkListener(log.listener);
    return log;
  }

  private synchronized void begun(int stage, String name) {
    if (attempts.size() < most) {
      stages.put(stage, name);
    }
  }

  private synchronized void ended(SparkListenerTaskEnd end) {
    TaskInfo info = end.taskInfo();
    if (info == null) { // Spark may have lost sight of it
      return;
    }
    boolean isDriver = info.executorId().equals("driver");
    executors.add(isDriver ? "driver" : info.executorId() + " on " + info.host());
    if (attempts.size() >= most) {
      return;
    }
    TaskAttempt.Outcome outcome =
        info.successful()
            ? TaskAttempt.Outcome.DONE
            : info.killed() ? TaskAttempt.Outcome.ENDED : TaskAttempt.Outcome.FAILED;
    String error = end.reason() instanceof TaskFailedReason failed ? failed.toErrorString() : "";
    attempts.add(
        new TaskAttempt(
            info.taskId(),
            stages.getOrDefault(end.stageId(), "stage " + end.stageId()),
            info.index(),
            info.attemptNumber(),
            isDriver ? "driver" : "executor " + info.executorId(),
            info.launchTime(),
            Math.max(info.launchTime(), info.finishTime()),
            outcome,
            info.speculative(),
            0,
            Map.of(),
            error.lines().findFirst().map(TaskLog::shortened).orElse("")));
  }

  private static String shortened(String error) {
    return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR) + " ...";
  }

  /**
   * All attempts so far; those whose work is known have it.
   *
   * @param stage what these tasks do, in a word
   * @param works of tasks that were done, by Spark's number of the attempt; waited for, but not
   *     long
   */
  public List<TaskAttempt> attempts(String stage, Map<Long, TaskWork> works) {
    await(works.keySet());
    List<TaskAttempt> all = new ArrayList<>();
    for (TaskAttempt attempt : soFar()) {
      TaskWork work = works.get(attempt.id());
      all.add(work == null ? attempt : with(attempt, stage, work));
    }
    return all;
  }

  private static TaskAttempt with(TaskAttempt a, String stage, TaskWork work) {
    return new TaskAttempt(
        a.id(),
        stage,
        a.index(),
        a.attempt(),
        a.executor(),
        a.startMillis(),
        a.endMillis(),
        a.outcome(),
        a.speculative(),
        work.images(),
        new LinkedHashMap<>(work.nanos()),
        a.error());
  }

  private void await(Set<Long> ids) {
    long until = System.currentTimeMillis() + LONGEST_WAIT_MILLIS;
    Set<Long> missing = new HashSet<>(ids);
    try {
      while (System.currentTimeMillis() < until) {
        soFar().forEach(attempt -> missing.remove(attempt.id()));
        if (missing.isEmpty()) {
          return;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the report goes without them
    }
  }

  private synchronized List<TaskAttempt> soFar() {
    return List.copyOf(attempts);
  }

  /** Which executors ran tasks, and where. */
  public synchronized List<String> executors() {
    return List.copyOf(executors);
  }

  @Override
  public void close() {
    sc.sc().removeSparkListener(listener);
  }
}
