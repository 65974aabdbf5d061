package dev.convoy.job.input;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * All examples of an input as rows that Spark makes and holds, for runs that compare them with what
 * is done already. However many there are, the driver's memory does not grow.
 */
public interface ExampleListing extends ExampleForm {
  /**
   * The examples.
   *
   * @param all in no order, the same however often they are computed, each the first of its path
   * @param count about how many, to split work by
   */
  record Rows(JavaRDD<Listed> all, long count) {}

  /**
   * Lists them.
   *
   * @param work a folder for what must be written down on the way
   */
  Rows rows(JavaSparkContext sc, String work);

  /** Reads some of them. */
  ExampleOpener opener();
}
