package dev.convoy.job.train;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.report.ReportFile;
import dev.convoy.report.curves.MetricsFile;
import dev.convoy.store.FileFolder;
import dev.convoy.store.OutputLock;
import dev.convoy.store.RunFile;
import dev.convoy.store.WholeFile;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder that a training fills.
 *
 * <pre>
 *   weights.npz    in the form network files read
 *   metrics.csv    a row per epoch
 *   curves.svg     loss and accuracy over epochs
 *   run.json       written last but for the report
 *   report.html    a page on the run
 *   rejects/       a table, as forward runs write it
 *   checkpoint/    while it runs
 * </pre>
 */
record TrainOutput(String path, ReportFile report) {
  private static final String WEIGHTS = "weights.npz";
  private static final String CURVES = "curves.svg";
  private static final String REJECTS = "rejects";
  private static final String CHECKPOINT = "checkpoint";

  static TrainOutput read(ConfigNode file) {
    String folder = file.get("output").onlyKeys("folder", ReportFile.REPORT).get("folder").string();
    return new TrainOutput(
        folder, ReportFile.read(file, new Path(folder, RunFile.FILE_NAME).toString()));
  }

  private FileFolder folder(Configuration conf) {
    return FileFolder.of(path, conf);
  }

  /** Keeps other trainings away until it is closed. */
  OutputLock lock(Configuration conf) {
    return folder(conf).lock();
  }

  WholeFile weights(Configuration conf) {
    return folder(conf).file(WEIGHTS);
  }

  WholeFile metrics(Configuration conf) {
    return folder(conf).file(MetricsFile.FILE_NAME);
  }

  WholeFile curves(Configuration conf) {
    return folder(conf).file(CURVES);
  }

  String runFile() {
    return new Path(path, RunFile.FILE_NAME).toString();
  }

  String rejects() {
    return new Path(path, REJECTS).toString();
  }

  FileFolder checkpoint(Configuration conf) {
    return folder(conf).folder(CHECKPOINT);
  }

  /**
   * Whether a training came to its end here. What one that was killed before its first checkpoint
   * left does not count.
   */
  boolean isFinished(Configuration conf) {
    List<String> names = folder(conf).names();
    return names.contains(WEIGHTS) || names.contains(RunFile.FILE_NAME);
  }

  /** Removes what an earlier training left, checkpoints included. */
  void clear(Configuration conf) {
    checkpoint(conf).remove();
    weights(conf).remove();
    metrics(conf).remove();
    curves(conf).remove();
    folder(conf).file(RunFile.FILE_NAME).remove();
    report.remove(conf);
  }
}
