package dev.convoy.job;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaRDD;
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
  private volatile long tasks = 1;
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          if (end.taskInfo().successful()) {
            progress.done(Math.min(imageCount, tasksDone.incrementAndGet() * imageCount / tasks));
          }
        }
      };

  private TaskProgress(JavaSparkContext sc, long imageCount, Progress progress) {
    this.sc = sc;
    this.imageCount = imageCount;
    this.progress = progress;
  }

  public static TaskProgress watch(
      JavaSparkContext sc, String what, long imageCount, Progress progress) {
    TaskProgress watched = new TaskProgress(sc, imageCount, progress);
    progress.begin(what, imageCount);
    sc.sc().addSparkListener(watched.listener);
    return watched;
  }

  /** Runs the one job that is watched. */
  public <T> List<T> collect(JavaRDD<T> rdd) {
    tasks = Math.max(1, rdd.getNumPartitions());
    List<T> results = rdd.collect();
    progress.done(imageCount);
    return results;
  }

  @Override
  public void close() {
    sc.sc().removeSparkListener(listener);
    progress.end();
  }
}
