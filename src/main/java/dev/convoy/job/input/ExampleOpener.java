package dev.convoy.job.input;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Reads chosen examples of a listing, on an executor. */
public interface ExampleOpener extends Serializable {
  /**
   * Begins to read them.
   *
   * @param wanted in the order of their positions
   * @return an example each, in that order, under the ids given
   */
  ExampleReader open(List<Listed> wanted, Configuration conf) throws IOException;
}
