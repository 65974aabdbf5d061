package dev.convoy.job;

import dev.convoy.job.report.ReportFile;
import java.util.List;

/** Keys that mean the same in several kinds of jobs. */
public final class CommonKeys {
  private CommonKeys() {}

  /** Where rejects and the run's numbers go. */
  public static List<JobKey> besideOutput() {
    return List.of(
        new JobKey("output.rejects", "path", "beside the output", "folder for rejected images"),
        new JobKey("output.run", "path", "beside the output", "file for the run's numbers"),
        ReportFile.key());
  }

  /** Whether output that exists is replaced. */
  public static JobKey overwrite() {
    return new JobKey("overwrite", "true | false", "false", "replace output of an earlier run");
  }

  /** What becomes of images that cannot be used. */
  public static List<JobKey> badImages() {
    return List.of(
        new JobKey(
            "onBadImage", "reject | fail", "reject", "set a bad image aside, or end the run"),
        new JobKey("maxRejects", "number or share", "100%", "more rejects than this: exit code 3"),
        new JobKey(
            "maxPixels", "whole number", "100000000", "larger images are rejected undecoded"));
  }
}
