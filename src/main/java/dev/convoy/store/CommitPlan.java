package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * @param firstPart number of the files of slice 0; 0 unless earlier batches wrote some
 * @param needsAll whether slice 0 writes a file of every table, also where no row comes: the
 *     columns of a table are told by its files
 * @param targets the tables, their folders absolute
 */
public record CommitPlan(String run, int firstPart, boolean needsAll, List<TableTarget> targets)
    implements Serializable {
  private static final int PART_DIGITS = 5;
  private static final Pattern FILE_NAME =
      Pattern.compile("part-(\\d{5,9})-[0-9a-f]{12}\\.zstd\\.parquet");

  private static final int RUN_NAME_LENGTH = 12;

  /** Slices a run can have, so that the order of file names stays the order of slices. */
  static final int MOST_SLICES = 100_000;

  public CommitPlan {
    targets = List.copyOf(targets);
  }

  /** A plan of a new run. */
  static CommitPlan of(int firstPart, boolean needsAll, List<TableTarget> targets) {
    String run = UUID.randomUUID().toString().replace("-", "").substring(0, RUN_NAME_LENGTH);
    return new CommitPlan(run, firstPart, needsAll, targets);
  }

  /** {@code part-00007-5f2c....zstd.parquet}: the same name in the folder of every table. */
  public String fileName(int slice) {
    int part = Math.addExact(firstPart, slice);
    return String.format(Locale.ROOT, "part-%0" + PART_DIGITS + "d-%s.zstd.parquet", part, run);
  }

  /** The number in a file name, as {@link #fileName} made it. */
  static int partOf(String fileName) {
    Matcher matcher = FILE_NAME.matcher(fileName);
    Check.that(matcher.matches(), "\"%s\" is no name of a part", fileName);
    return Integer.parseInt(matcher.group(1));
  }

  /** Whether a file's name is one that {@link #fileName} makes. */
  static boolean isPart(String fileName) {
    return FILE_NAME.matcher(fileName).matches();
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
