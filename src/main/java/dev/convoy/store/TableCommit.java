package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

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

  private static final int RUN_NAME_LENGTH = 12;

  private final CommitPlan plan;
  private final TaskAttemptContext context;
  private final List<OutputFolder> folders;
  private final GroupCommitter committer;
  private boolean committed;

  private TableCommit(
      CommitPlan plan,
      TaskAttemptContext context,
      List<OutputFolder> folders,
      GroupCommitter committer) {
    this.plan = plan;
    this.context = context;
    this.folders = folders;
    this.committer = committer;
  }

  /**
   * Checks all folders, then empties and makes them.
   *
   * @throws StoreException if a folder exists and must not, holds what no run of ours wrote, lies
   *     within another, or cannot be written; nothing is changed then
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
    return begin(plan(targets, folders), folders, conf);
  }

  private static CommitPlan plan(List<TableTarget> targets, List<OutputFolder> folders) {
    String run = UUID.randomUUID().toString().replace("-", "").substring(0, RUN_NAME_LENGTH);
    List<TableTarget> absolute = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      TableTarget target = targets.get(i);
      String folder = folders.get(i).path().toString();
      absolute.add(new TableTarget(target.name(), folder, target.schema()));
    }
    return new CommitPlan(run, absolute);
  }

  private static TableCommit begin(
      CommitPlan plan, List<OutputFolder> folders, Configuration conf) {
    try {
      folders.forEach(OutputFolder::prove);
      folders.forEach(OutputFolder::empty);
      TaskAttemptContext context = plan.context(0, 0, conf);
      GroupCommitter committer = GroupCommitter.of(plan, context);
      committer.setupJob(context);
      return new TableCommit(plan, context, folders, committer);
    } catch (IOException e) {
      OutputFolder.removeAll(folders);
      throw new StoreException("output cannot be begun: " + OutputFiles.reason(e), e);
    } catch (RuntimeException e) {
      OutputFolder.removeAll(folders);
      throw e;
    }
  }

  /** What tasks need; it travels with them. */
  public CommitPlan plan() {
    return plan;
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
    try {
      committer.commitJob(context);
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
    if (committed) {
      return;
    }
    try {
      committer.abortJob(context, JobStatus.State.FAILED);
    } catch (IOException e) {
      // the folders go next, with all that is in them
    }
    OutputFolder.removeAll(folders);
  }
}
