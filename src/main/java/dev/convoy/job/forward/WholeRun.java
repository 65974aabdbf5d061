package dev.convoy.job.forward;

import dev.convoy.job.Progress;
import dev.convoy.job.TaskProgress;
import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.store.Ledger;
import dev.convoy.store.TableCommit;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** All images at once: the tables come to count at the end, together, or not at all. */
record WholeRun(ExampleSource source) implements ForwardRun {
  @Override
  public ExampleForm examples() {
    return source;
  }

  @Override
  public ForwardResult run(SparkSession spark, ForwardWork work, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<ExampleSlice> slices = source.slices(work.slices(sc, source.count()));
    ForwardStory story = new ForwardStory();
    try (TableCommit commit =
            TableCommit.begin(work.targets(), work.output().existing(), sc.hadoopConfiguration());
        SliceRunner runner = work.runner(sc, source.count());
        TaskProgress watched =
            TaskProgress.watch(sc, "forward", source.count(), slices.size(), progress)) {
      work.removeEarlierStory(sc.hadoopConfiguration());
      Ledger.remove(work.output().ledger(), sc.hadoopConfiguration()); // it spoke of other rows
      SliceResult total =
          runner.run(slices, commit.plan(), story).stream()
              .reduce(SliceResult.empty(), SliceResult::plus);
      watched.complete();
      work.checkNothingLost(source.count(), total);
      commit.commit(work.manifests(total.images(), total.rejects(), total.tables()));
      return new ForwardResult(
          total, slices.size(), total.tables(), Optional.empty(), story, runner.exhibits(story));
    }
  }
}
