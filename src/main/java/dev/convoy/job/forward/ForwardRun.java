package dev.convoy.job.forward;

import dev.convoy.job.Progress;
import dev.convoy.job.input.ExampleForm;
import org.apache.spark.sql.SparkSession;

/** A way to get all images of an input through the network and into tables. */
sealed interface ForwardRun permits WholeRun, GrowingRun {
  /** What goes in. */
  ExampleForm examples();

  /**
   * Runs to the end; the tables count then.
   *
   * @throws dev.convoy.job.RunFailure if images were lost on the way
   * @throws dev.convoy.store.StoreException if a table cannot be written
   */
  ForwardResult run(SparkSession spark, ForwardWork work, Progress progress);
}
