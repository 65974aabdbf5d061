package dev.convoy.job.describe;

import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Progress;
import dev.convoy.job.Summary;
import dev.convoy.report.graph.GraphDrawing;
import dev.convoy.store.WholeFile;
import java.util.ArrayList;
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
    List<String> lines = new ArrayList<>(new Description(setup, rows, batchSizes).lines());
    svg.ifPresent(file -> lines.add(draw(rows, file, spark)));
    return new JobOutcome(lines, false);
  }

  private String draw(List<NodeRow> rows, String file, SparkSession spark) {
    byte[] drawing =
        GraphDrawing.svg(
            setup.network().name(), NetworkGraph.subtitle(rows), NetworkGraph.of(rows));
    WholeFile.of(file, spark.sparkContext().hadoopConfiguration()).write(drawing);
    return Summary.line("drawing", "%s: %,.1f kB", file, drawing.length / 1e3);
  }
}
