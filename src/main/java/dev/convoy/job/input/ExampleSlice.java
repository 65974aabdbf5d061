package dev.convoy.job.input;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** Some neighbouring examples of a source: small, travels to an executor. */
public interface ExampleSlice extends Serializable {
  /** Position of the first example in the source, from 0. */
  long first();

  /** Number of examples, at least 1. */
  long count();

  /**
   * Begins to read them.
   *
   * @throws IOException if the container cannot be opened
   */
  ExampleReader open(Configuration conf) throws IOException;
}
