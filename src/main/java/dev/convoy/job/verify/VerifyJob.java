package dev.convoy.job.verify;

import dev.convoy.config.ConfigReader;
import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.RunFailure;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkFile;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Runs every case on every executor: the notebook's values through the reference, operators through
 * the scalar and the vector kernels. A cluster passes if all errors are within their limits and all
 * executors give the same bits.
 */
final class VerifyJob implements Job {
  private static final int TASKS_PER_CORE = 2;
  private static final int MOST_ROUNDS = 5;
  private static final String DRIVER = "driver";

  @Override
  public String title() {
    return "verify";
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    sc.setJobDescription(title());
    Map<String, ExecutorResult> results = new TreeMap<>();
    for (int round = 0; round < MOST_ROUNDS && missing(sc, results) > 0; round++) {
      for (ExecutorResult result : runOnExecutors(sc)) {
        results.merge(result.executor(), result, VerifyJob::worse);
      }
    }
    VerifyReport report = new VerifyReport(new ArrayList<>(results.values()), missing(sc, results));
    if (!report.passed()) {
      throw new RunFailure(
          "this cluster does not compute as it should\n" + String.join("\n", report.lines()));
    }
    return new JobOutcome(report.lines(), false);
  }

  private static List<ExecutorResult> runOnExecutors(JavaSparkContext sc) {
    int tasks = sc.defaultParallelism() * TASKS_PER_CORE;
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    return sc.parallelize(numbers, tasks).map(number -> onExecutor()).collect();
  }

  /** Executors that have not answered yet; in local mode the driver is the only one. */
  private static long missing(JavaSparkContext sc, Map<String, ExecutorResult> results) {
    int known = sc.sc().statusTracker().getExecutorInfos().length;
    int executors = sc.isLocal() ? 1 : known - 1; // the driver is among them
    return Math.max(0, Math.max(1, executors) - results.size());
  }

  private static ExecutorResult worse(ExecutorResult one, ExecutorResult other) {
    return one.passed() ? other : one;
  }

  /** On an executor. */
  private static ExecutorResult onExecutor() {
    List<CaseResult> cases = new ArrayList<>();
    for (VerifyCase verifyCase : NotebookCases.all()) {
      cases.add(verifyCase.run());
    }
    for (VerifyCase verifyCase : OperatorCases.all()) {
      cases.add(verifyCase.run());
    }
    SparkEnv env = SparkEnv.get();
    return new ExecutorResult(
        env == null ? DRIVER : env.executorId(),
        env == null ? DRIVER : env.blockManager().blockManagerId().host(),
        System.getProperty("java.version"),
        kernels(),
        cases);
  }

  private static String kernels() {
    String yaml = "name: kernels\ninput: [1, 1, 1]\nlayers:\n- {name: y, kind: relu}\n";
    Network network =
        NetworkFile.read(
            ConfigReader.read(yaml, "kernels"),
            file -> {
              throw new FileNotFoundException(file);
            });
    return network.prepared("auto").describeKernels();
  }
}
