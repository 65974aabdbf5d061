package dev.convoy.job;

import dev.convoy.store.FileFolder;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/** A folder beside an output for what a run needs on the way; gone when it is closed. */
public record WorkFolder(String path, Configuration conf) implements AutoCloseable {
  /** One that no other run uses; not there yet. */
  public static WorkFolder beside(String output, Configuration conf) {
    return new WorkFolder(OutputPaths.beside(output, "_work-" + UUID.randomUUID()), conf);
  }

  @Override
  public void close() {
    FileFolder.of(path, conf).remove();
  }
}
