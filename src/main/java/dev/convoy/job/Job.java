package dev.convoy.job;

import org.apache.spark.sql.SparkSession;

/** A job whose file has been read and checked; it needs only a cluster now. */
public interface Job {
  /** For Spark's application name and the log: {@code forward, network fashion}. */
  String title();

  /**
   * Runs to the end and leaves {@code run.json} beside its output.
   *
   * @throws RunFailure where the run failed for a reason a user can act on
   */
  JobOutcome run(SparkSession spark, Progress progress);
}
