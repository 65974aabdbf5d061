package dev.convoy.store;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * The files of one batch of tasks, on the driver: written under {@code _temporary} of each table's
 * folder, moved into the folders together at the end. What else lies in the folders stays.
 *
 * <p>Hadoop's output committer of each file system does the moving, so that attempts that run twice
 * or fail neither double nor lose rows.
 */
public final class BatchCommit implements AutoCloseable {
  private final CommitPlan plan;
  private final TaskAttemptContext context;
  private final GroupCommitter committer;
  private boolean committed;

  private BatchCommit(CommitPlan plan, TaskAttemptContext context, GroupCommitter committer) {
    this.plan = plan;
    this.context = context;
    this.committer = committer;
  }

  /**
   * Begins a batch in folders that are there.
   *
   * @throws StoreException if a folder cannot be written
   */
  static BatchCommit begin(CommitPlan plan, Configuration conf) {
    try {
      TaskAttemptContext context = plan.context(0, 0, conf);
      GroupCommitter committer = GroupCommitter.of(plan, context);
      committer.setupJob(context);
      return new BatchCommit(plan, context, committer);
    } catch (IOException e) {
      throw new StoreException("output cannot be begun: " + OutputFiles.reason(e), e);
    }
  }

  /**
   * Begins a folder of a single table, which a run writes for itself.
   *
   * @param folder not there yet
   */
  public static BatchCommit scratch(String folder, TableSchema schema, Configuration conf) {
    TableTarget target = new TableTarget("rows", folder, schema);
    return begin(CommitPlan.of(0, true, List.of(target)), conf);
  }

  /** What tasks need; it travels with them. */
  public CommitPlan plan() {
    return plan;
  }

  /**
   * Moves all files that tasks committed into their folders.
   *
   * @throws StoreException if that fails; some files may be there then
   */
  public void commit() {
    try {
      committer.commitJob(context);
      committed = true;
    } catch (IOException e) {
      throw new StoreException("output cannot be committed: " + OutputFiles.reason(e), e);
    }
  }

  /** Removes what tasks wrote, unless it was committed. */
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      committer.abortJob(context, JobStatus.State.FAILED);
    } catch (IOException e) {
      // files under _temporary count for nobody
    }
  }
}
