package dev.convoy.store;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/**
 * What a task must know to write its part of a run's tables: small, travels with every task.
 *
 * @param run names the run, within file names and Hadoop's job id
 * @param targets the tables, their folders absolute
 */
public record CommitPlan(String run, List<TableTarget> targets) implements Serializable {
  private static final int SLICE_DIGITS = 5;

  /** Slices a run can have, so that the order of file names stays the order of slices. */
  static final int MOST_SLICES = 100_000;

  public CommitPlan {
    targets = List.copyOf(targets);
  }

  /** {@code part-00007-5f2c....zstd.parquet}. */
  String fileName(int slice) {
    return String.format(Locale.ROOT, "part-%0" + SLICE_DIGITS + "d-%s.zstd.parquet", slice, run);
  }

  JobID jobId() {
    return new JobID(run, 0);
  }

  TaskAttemptContext context(int slice, int attempt, Configuration conf) {
    Configuration settings = OutputFiles.settings(conf);
    TaskAttemptID id = new TaskAttemptID(new TaskID(jobId(), TaskType.MAP, slice), attempt);
    settings.set("mapreduce.job.id", id.getJobID().toString());
    settings.set("mapreduce.task.id", id.getTaskID().toString());
    settings.set("mapreduce.task.attempt.id", id.toString());
    settings.setBoolean("mapreduce.task.ismap", true);
    settings.setInt("mapreduce.task.partition", slice);
    settings.set("spark.sql.sources.writeJobUUID", run); // S3A's committers tell jobs apart by it
    settings.setInt("mapreduce.fileoutputcommitter.algorithm.version", 1);
    settings.setBoolean("mapreduce.fileoutputcommitter.marksuccessfuljobs", false);
    return new TaskAttemptContextImpl(settings, id);
  }

  Path folder(int target) {
    return new Path(targets.get(target).folder());
  }
}
