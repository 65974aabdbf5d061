package dev.convoy.cli;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;

/** A job kind named {@code count} that takes {@code upTo} and {@code output.table}. */
record FakeKind(BiFunction<SparkSession, Progress, JobOutcome> work) implements JobKind {
  static final FakeKind IDLE = new FakeKind((spark, progress) -> done());

  static JobOutcome done(String... summary) {
    return new JobOutcome(List.of(summary), false);
  }

  @Override
  public String name() {
    return "count";
  }

  @Override
  public String purpose() {
    return "Counts.";
  }

  @Override
  public List<JobKey> keys() {
    return List.of(
        new JobKey("upTo", "whole number", "10", "where to stop"),
        new JobKey("output.table", "path", "required", "a folder that does not exist yet"));
  }

  @Override
  public Job read(ConfigNode file) {
    file.onlyKeys("job", "upTo", "output");
    long upTo = file.find("upTo").map(ConfigNode::wholeNumber).orElse(10L);
    file.find("output").ifPresent(output -> output.onlyKeys("table"));
    return new Job() {
      @Override
      public String title() {
        return "count to " + upTo;
      }

      @Override
      public JobOutcome run(SparkSession spark, Progress progress) {
        return work.apply(spark, progress);
      }
    };
  }
}
