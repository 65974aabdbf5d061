package dev.convoy.job;

import dev.convoy.store.FileFolder;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * A folder beside an output for what a run needs on the way; gone when it is closed, with folders
 * above it that were made for it and hold nothing else.
 *
 * @param foldersBefore above it, that were there already
 */
public record WorkFolder(String path, int foldersBefore, Configuration conf)
    implements AutoCloseable {
  /** One that no other run uses; not there yet. */
  public static WorkFolder beside(String output, Configuration conf) {
    String path = OutputPaths.beside(output, "_work-" + UUID.randomUUID());
    return new WorkFolder(path, FileFolder.of(path, conf).foldersAbove(), conf);
  }

  @Override
  public void close() {
    FileFolder folder = FileFolder.of(path, conf);
    folder.remove();
    folder.removeEmptyAbove(foldersBefore);
  }
}
