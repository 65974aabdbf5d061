package dev.convoy.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which attempts ran beside each other: an executor has as many lanes as it ever ran tasks at once.
 *
 * <pre>
 *   executor 1   lane 0   [task 0]  [task 3   ][task 5]
 *                lane 1   [task 1     ] [task 4  ]
 *   executor 2   lane 2   [task 2  ]  [task 6     ]
 * </pre>
 */
final class TaskLanes {
  /** One executor's lanes, in the order of the drawing. */
  record Executor(String name, List<List<TaskAttempt>> lanes) {}

  private static final long LATE_MILLIS = 500;

  private final List<Executor> executors = new ArrayList<>();

  TaskLanes(List<TaskAttempt> attempts) {
    Map<String, List<TaskAttempt>> byExecutor = new TreeMap<>();
    attempts.stream()
        .sorted(TaskAttempt.BY_START)
        .forEach(a -> byExecutor.computeIfAbsent(a.executor(), e -> new ArrayList<>()).add(a));
    byExecutor.forEach((name, own) -> executors.add(new Executor(name, lanes(own))));
  }

  private static List<List<TaskAttempt>> lanes(List<TaskAttempt> sorted) {
    List<List<TaskAttempt>> lanes = new ArrayList<>();
    for (TaskAttempt attempt : sorted) {
      List<TaskAttempt> free = null;
      for (List<TaskAttempt> lane : lanes) {
        if (freeFrom(lane.get(lane.size() - 1)) <= attempt.startMillis()) {
          free = lane;
          break;
        }
      }
      if (free == null) {
        free = new ArrayList<>();
        lanes.add(free);
      }
      free.add(attempt);
    }
    return lanes;
  }

  /** Spark may start the next task before it has the last one's result, which is its end. */
  private static long freeFrom(TaskAttempt last) {
    long took = last.endMillis() - last.startMillis();
    return last.endMillis() - Math.min(LATE_MILLIS, took / 4);
  }

  List<Executor> executors() {
    return executors;
  }

  int count() {
    return executors.stream().mapToInt(executor -> executor.lanes().size()).sum();
  }
}
