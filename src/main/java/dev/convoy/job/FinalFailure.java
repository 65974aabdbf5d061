package dev.convoy.job;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run at the first {@link RunFailure} of a task, where Spark would try that task again
 * though every attempt must end alike. A failure that an {@link IOException} caused is left to
 * Spark: a disk or a network may be well again, or another executor's be.
 */
public final class FinalFailure implements AutoCloseable {
  private static final int DEEPEST = 64; // causes may form a ring

  private final SparkContext sc;
  private final AtomicReference<@Nullable RunFailure> first = new AtomicReference<>();
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          if (end.reason() instanceof ExceptionFailure failure && failure.exception().isDefined()) {
            RunFailure found = find(failure.exception().get());
            if (found != null && first.compareAndSet(null, found)) {
              sc.cancelAllJobs();
            }
          }
        }
      };

  private FinalFailure(SparkContext sc) {
    this.sc = sc;
  }

  /** Begins to watch the tasks of all Spark jobs. */
  public static FinalFailure watch(SparkContext sc) {
    FinalFailure watched = new FinalFailure(sc);
    sc.addSparkListener(watched.listener);
    return watched;
  }

  /** Throws the failure that ended the run, if one did; what the run itself threw is its cause. */
  public void rethrow(Throwable thrown) {
    RunFailure found = first.get();
    if (found != null) {
      throw new RunFailure(found.getMessage(), thrown);
    }
  }

  /** The failure in a chain of causes that no other attempt can mend, or null. */
  static @Nullable RunFailure find(Throwable thrown) {
    RunFailure found = null;
    int depth = 0;
    for (Throwable e = thrown; e != null && depth < DEEPEST; e = e.getCause(), depth++) {
      if (e instanceof IOException) {
        return null;
      }
      if (e instanceof RunFailure failure) {
        found = failure;
      }
    }
    return found;
  }

  @Override
  public void close() {
    sc.removeSparkListener(listener);
  }
}
