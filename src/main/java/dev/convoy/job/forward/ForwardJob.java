package dev.convoy.job.forward;

import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.RejectLimit;
import dev.convoy.job.RunFailure;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.job.report.RunNumbers;
import dev.convoy.job.report.TaskLog;
import dev.convoy.store.StoreException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Runs images through a network. Examples are split into slices of neighbours; a task does one
 * slice and writes its part of every table, so nothing is read or computed twice and nothing is
 * shuffled.
 *
 * @param run all images at once, or those that are missing
 */
record ForwardJob(ForwardRun run, ForwardWork work, RejectLimit maxRejects) implements Job {
  @Override
  public String title() {
    return work.title();
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    sc.setJobDescription(title() + ", " + run.examples().describe());
    long startMillis = System.currentTimeMillis();
    try (TaskLog log = TaskLog.open(sc)) {
      MemoryPlan plan = ForwardMemory.plan(sc, run.examples(), work);
      ForwardWork sized = work.planned(plan);
      progress.note("plan: " + plan.describe() + ForwardMemory.output(sc, run.examples(), sized));
      ForwardResult result = run.run(spark, sized, progress);
      long runMillis = System.currentTimeMillis() - startMillis;
      ForwardSummary summary =
          new ForwardSummary(sized, run.examples().describe(), plan, result, runMillis);
      RunNumbers.write(work.output().runFile(), summary.values(), sc);
      SliceResult total = result.total();
      boolean over = maxRejects.isExceeded(total.rejects(), total.images());
      List<String> lines = summary.lines(over ? maxRejects.toString() : "");
      ForwardReport report = new ForwardReport(summary, log, over, startMillis);
      work.report().write(() -> report.of(sc), sc.hadoopConfiguration()).ifPresent(lines::add);
      return new JobOutcome(lines, over);
    } catch (StoreException e) {
      throw new RunFailure(e.getMessage(), e);
    }
  }
}
