package dev.convoy.job;

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
  private long before;
  private long images;
  private long tasks = 1;
  private long tasksDone;
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          if (end.taskInfo().successful()) {
            taskDone();
          }
        }
      };

  private TaskProgress(JavaSparkContext sc, long imageCount, Progress progress) {
    this.sc = sc;
    this.imageCount = imageCount;
    this.progress = progress;
  }

  private synchronized void taskDone() {
    tasksDone++;
    progress.done(before + Math.min(images, tasksDone * images / tasks));
  }

  /**
   * Begins to watch.
   *
   * @param tasks that will do the images between them
   */
  public static TaskProgress watch(
      JavaSparkContext sc, String what, long imageCount, int tasks, Progress progress) {
    TaskProgress watched = watch(sc, what, imageCount, progress);
    watched.batch(0, imageCount, tasks);
    return watched;
  }

  /** Begins to watch a stage of several batches; {@link #batch} begins each. */
  public static TaskProgress watch(
      JavaSparkContext sc, String what, long imageCount, Progress progress) {
    TaskProgress watched = new TaskProgress(sc, imageCount, progress);
    progress.begin(what, imageCount);
    sc.sc().addSparkListener(watched.listener);
    return watched;
  }

  /**
   * A batch begins.
   *
   * @param doneBefore images of the batches before
   * @param batchImages its images, which its tasks do between them
   */
  public synchronized void batch(long doneBefore, long batchImages, int batchTasks) {
    before = doneBefore;
    images = batchImages;
    tasks = Math.max(1, batchTasks);
    tasksDone = 0;
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
