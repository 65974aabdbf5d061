package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.TaskContext;
import org.apache.spark.mapred.SparkHadoopMapRedUtil;

/**
 * The files that one attempt of one task writes, one per table, all or none of which come to count.
 *
 * <pre>{@code
 * try (TaskTables tables = TaskTables.open(plan, slice, conf)) {
 *   tables.table("features").write(row);
 *   return tables.commit();
 * }
 * }</pre>
 *
 * <p>Closed without commit, it leaves nothing. A table that got no row gets no file, but for slice
 * 0 of a plan that needs one of each.
 */
public final class TaskTables implements AutoCloseable {
  private final CommitPlan plan;
  private final int slice;
  private final TaskAttemptContext context;
  private final GroupCommitter committer;
  private final Map<String, TableWriter> writers = new LinkedHashMap<>();
  private boolean committed;

  private TaskTables(
      CommitPlan plan, int slice, TaskAttemptContext context, GroupCommitter committer) {
    this.plan = plan;
    this.slice = slice;
    this.context = context;
    this.committer = committer;
  }

  /**
   * Begins the files of a slice, within a running Spark task.
   *
   * @param slice number of the slice in index order, from 0: no two tasks of a run share one
   */
  public static TaskTables open(CommitPlan plan, int slice, Configuration conf) throws IOException {
    Check.that(
        slice >= 0 && slice < CommitPlan.MOST_SLICES,
        "slice %s: a run has at most %s slices",
        slice,
        CommitPlan.MOST_SLICES);
    int attempt = (int) TaskContext.get().taskAttemptId() & Integer.MAX_VALUE;
    TaskAttemptContext context = plan.context(slice, attempt, conf);
    GroupCommitter committer = GroupCommitter.of(plan, context);
    committer.setupTask(context);
    TaskTables tables = new TaskTables(plan, slice, context, committer);
    if (slice == 0 && plan.needsAll()) {
      tables.createAll();
    }
    return tables;
  }

  /** Begins a file of every table, so that each is there though no row comes. */
  public void createAll() throws IOException {
    try {
      for (TableTarget target : plan.targets()) {
        table(target.name());
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * The writer of a table; the first call begins its file.
   *
   * @throws IllegalArgumentException if the run writes no table of that name
   * @throws IOException if the file cannot be made, or the run has ended without this attempt
   */
  public TableWriter table(String name) throws IOException {
    TableWriter present = writers.get(name);
    if (present != null) {
      return present;
    }
    int target = indexOf(name);
    Path folder = plan.folder(target);
    if (!folder.getFileSystem(context.getConfiguration()).exists(folder)) {
      throw new IOException("the run has ended and removed " + folder);
    }
    Path file = new Path(committer.workFolder(target), plan.fileName(slice));
    TableWriter writer =
        TableWriter.create(file, plan.targets().get(target).schema(), context.getConfiguration());
    writers.put(name, writer);
    return writer;
  }

  private int indexOf(String name) {
    for (int target = 0; target < plan.targets().size(); target++) {
      if (plan.targets().get(target).name().equals(name)) {
        return target;
      }
    }
    throw Check.failure("this run writes no table \"%s\"", name);
  }

  /**
   * Finishes the files and commits them, if the driver lets this attempt.
   *
   * @return what was written, by name, for every table of the run
   * @throws IOException if a file cannot be finished, or another attempt was faster
   */
  public Map<String, TableCount> commit() throws IOException {
    Map<String, TableCount> counts = new LinkedHashMap<>();
    for (TableTarget target : plan.targets()) {
      counts.put(target.name(), finish(target.name()));
    }
    int job = context.getJobID().getId();
    int partition = TaskContext.get().partitionId();
    SparkHadoopMapRedUtil.commitTask(committer, context, job, partition);
    committed = true;
    return counts;
  }

  private TableCount finish(String name) throws IOException {
    TableWriter writer = writers.get(name);
    if (writer == null) {
      return TableCount.NONE;
    }
    writer.close();
    return new TableCount(writer.rows(), writer.bytes(), 1);
  }

  /** Removes what this attempt wrote, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (committed) {
      return;
    }
    for (TableWriter writer : writers.values()) {
      try {
        writer.close();
      } catch (IOException | RuntimeException e) {
        // the file is thrown away; why the attempt ends here is reported by who ended it
      }
    }
    committer.abortTask(context);
  }
}
