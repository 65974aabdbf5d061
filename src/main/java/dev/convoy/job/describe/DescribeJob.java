package dev.convoy.job.describe;

import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Progress;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Prints a network's table and draws its graph. All on the driver. */
final class DescribeJob implements Job {
  private final NetworkSetup setup;
  private final List<Integer> batchSizes;
  private final Optional<String> svg;

  DescribeJob(NetworkSetup setup, List<Integer> batchSizes, Optional<String> svg) {
    this.setup = setup;
    this.batchSizes = batchSizes;
    this.svg = svg;
  }

  @Override
  public String title() {
    return "describe, network " + setup.network().name();
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    List<NodeRow> rows = NodeRow.of(setup.network());
    return new JobOutcome(new Description(setup, rows, batchSizes).lines(), false);
  }
}
