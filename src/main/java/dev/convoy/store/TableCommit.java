package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The tables of one run, on the driver: their folders are made before any work, filled by tasks
 * through {@link TaskTables}, and come to count at once at the end.
 *
 * <pre>
 *   begin    folders checked and made          nothing that looks whole: no manifest
 *   tasks    write under _temporary
 *   commit   files moved to their folders, then each folder's manifest
 *   close    without commit: everything removed
 * </pre>
 *
 * <p>Hadoop's output committer of each file system does the moving, so that attempts that run twice
 * or fail neither double nor lose rows.
 */
public final class TableCommit implements AutoCloseable {
  /** What to do about a folder that exists. */
  public enum Existing {
    REFUSE,
    OVERWRITE
  }

  private final List<OutputFolder> folders;
  private final OutputLock lock;
  private final BatchCommit files;
  private boolean committed;

  private TableCommit(List<OutputFolder> folders, OutputLock lock, BatchCommit files) {
    this.folders = folders;
    this.lock = lock;
    this.files = files;
  }

  /**
   * Checks all folders, then empties and makes them.
   *
   * @throws StoreException if a folder exists and must not, holds what no run of ours wrote, lies
   *     within another, is being written by another run, or cannot be written; nothing is changed
   *     then
   */
  public static TableCommit begin(
      List<TableTarget> targets, Existing existing, Configuration conf) {
    Configuration settings = OutputFiles.settings(conf);
    List<OutputFolder> folders = new ArrayList<>();
    for (TableTarget target : targets) {
      folders.add(OutputFolder.of(target, settings));
    }
    OutputFolder.checkApart(folders);
    for (OutputFolder folder : folders) {
      folder.check(existing);
    }
    return begin(CommitPlan.of(0, true, OutputFolder.absolute(targets, folders)), folders, conf);
  }

  private static TableCommit begin(
      CommitPlan plan, List<OutputFolder> folders, Configuration conf) {
    OutputLock lock = null;
    try {
      folders.forEach(OutputFolder::prove);
      lock = OutputLock.acquire(OutputFolder.paths(folders), conf);
      folders.forEach(OutputFolder::empty);
      return new TableCommit(folders, lock, BatchCommit.begin(plan, conf));
    } catch (RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      OutputFolder.removeAll(folders);
      throw e;
    }
  }

  /** What tasks need; it travels with them. */
  public CommitPlan plan() {
    return files.plan();
  }

  /**
   * Makes the run count: moves all files to their folders, checks that none is missing, then writes
   * each folder's manifest.
   *
   * @param manifests by name of table, one for each
   * @throws StoreException if that fails; {@link #close} then removes everything
   */
  public void commit(Map<String, Manifest> manifests) {
    for (OutputFolder folder : folders) {
      Check.that(manifests.containsKey(folder.name()), "no manifest for table %s", folder.name());
    }
    lock.check();
    files.commit();
    try {
      for (OutputFolder folder : folders) {
        folder.checkFiles(manifests.get(folder.name()).files());
      }
      for (OutputFolder folder : folders) {
        folder.write(manifests.get(folder.name()));
      }
      committed = true;
    } catch (IOException e) {
      throw new StoreException("output cannot be committed: " + OutputFiles.reason(e), e);
    }
  }

  /** Removes everything this run made, unless it was committed. */
  @Override
  public void close() {
    files.close();
    boolean ours = lock.isHeld();
    lock.close();
    if (!committed && ours) {
      OutputFolder.removeAll(folders);
    }
  }
}
