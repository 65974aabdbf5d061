package dev.convoy.job;

import dev.convoy.job.backward.BackwardKind;
import dev.convoy.job.describe.DescribeKind;
import dev.convoy.job.export.ExportKind;
import dev.convoy.job.forward.ForwardKind;
import dev.convoy.job.pack.PackKind;
import dev.convoy.job.train.TrainKind;
import dev.convoy.job.verify.VerifyKind;
import java.util.List;

/** The job kinds there are; the help lists them in this order. */
public final class JobKinds {
  private JobKinds() {}

  public static List<JobKind> all() {
    return List.of(
        new ForwardKind(),
        new PackKind(),
        new BackwardKind(),
        new TrainKind(),
        new DescribeKind(),
        new ExportKind(),
        new VerifyKind());
  }
}
