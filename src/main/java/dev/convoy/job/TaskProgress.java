package dev.convoy.job;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Turns the ends of Spark's tasks into {@link Progress}: each successful task of a stage counts for
 * its share of the images.
 */
public final class TaskProgress implements AutoCloseable {
  private final JavaSparkContext sc;
  private final long imageCount;
  private final Progress progress;
  private final AtomicLong tasksDone = new AtomicLong();
  private final long tasks;
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          if (end.taskInfo().successful()) {
            progress.done(Math.min(imageCount, tasksDone.incrementAndGet() * imageCount / tasks));
          }
        }
      };

  private TaskProgress(JavaSparkContext sc, long imageCount, int tasks, Progress progress) {
    this.sc = sc;
    this.imageCount = imageCount;
    this.tasks = Math.max(1, tasks);
    this.progress = progress;
  }

  /**
   * Begins to watch.
   *
   * @param tasks that will do the images between them
   */
  public static TaskProgress watch(
      JavaSparkContext sc, String what, long imageCount, int tasks, Progress progress) {
    TaskProgress watched = new TaskProgress(sc, imageCount, tasks, progress);
    progress.begin(what, imageCount);
    sc.sc().addSparkListener(watched.listener);
    return watched;
  }

  /** All images are done, whatever was heard of tasks. */
  public void complete() {
    progress.done(imageCount);
  }

  @Override
  public void close() {
    sc.sc().removeSparkListener(listener);
    progress.end();
  }
}
