package dev.convoy.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;

/**
 * Several tables committed as one: Spark lets an attempt of a task ask for leave to commit once
 * only, so the tables of a task must share one question.
 *
 * <p>Not atomic across tables, but repeatable: an attempt that dies between two tables is followed
 * by another, which replaces what the first had committed.
 */
final class GroupCommitter extends OutputCommitter {
  private final List<PathOutputCommitter> committers;

  private GroupCommitter(List<PathOutputCommitter> committers) {
    this.committers = committers;
  }

  static GroupCommitter of(CommitPlan plan, TaskAttemptContext context) throws IOException {
    List<PathOutputCommitter> committers = new ArrayList<>();
    for (int target = 0; target < plan.targets().size(); target++) {
      committers.add(PathOutputCommitterFactory.createCommitter(plan.folder(target), context));
    }
    return new GroupCommitter(committers);
  }

  /** Where this attempt writes the files of a table. */
  Path workFolder(int target) throws IOException {
    return committers.get(target).getWorkPath();
  }

  @Override
  public void setupJob(JobContext job) throws IOException {
    for (PathOutputCommitter committer : committers) {
      committer.setupJob(job);
    }
  }

  @Override
  public void commitJob(JobContext job) throws IOException {
    for (PathOutputCommitter committer : committers) {
      committer.commitJob(job);
    }
  }

  @Override
  public void abortJob(JobContext job, JobStatus.State state) throws IOException {
    for (PathOutputCommitter committer : committers) {
      committer.abortJob(job, state);
    }
  }

  @Override
  public void setupTask(TaskAttemptContext task) throws IOException {
    for (PathOutputCommitter committer : committers) {
      committer.setupTask(task);
    }
  }

  @Override
  public boolean needsTaskCommit(TaskAttemptContext task) throws IOException {
    for (PathOutputCommitter committer : committers) {
      if (committer.needsTaskCommit(task)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void commitTask(TaskAttemptContext task) throws IOException {
    for (PathOutputCommitter committer : committers) {
      if (committer.needsTaskCommit(task)) {
        committer.commitTask(task);
      }
    }
  }

  @Override
  public void abortTask(TaskAttemptContext task) throws IOException {
    for (PathOutputCommitter committer : committers) {
      committer.abortTask(task);
    }
  }
}
