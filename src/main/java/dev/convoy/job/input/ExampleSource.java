package dev.convoy.job.input;

import java.util.List;

/** All examples of a job, counted and in order, on the driver. */
public interface ExampleSource extends ExampleForm {
  /** Number of examples, at least 1. */
  long count();

  /**
   * Cuts the examples into neighbouring slices whose counts differ by 1 at most.
   *
   * @param partitions how many, at least 1; fewer come where there are fewer examples
   */
  List<ExampleSlice> slices(int partitions);
}
