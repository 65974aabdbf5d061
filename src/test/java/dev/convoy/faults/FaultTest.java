package dev.convoy.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A cluster for the tests of a class, gates before its files, and an end to every process. */
@Tag(FaultTest.TAG)
abstract class FaultTest {
  /** Tag of tests that need target/convoy.jar: run after it was built. */
  static final String TAG = "faults";

  /** Tag of those that take too long for every build: src/test/scripts/faults.sh runs all. */
  static final String LONG = "faults-long";

  static final Path SAMPLES = Path.of("data-samples/fashion-mnist");

  @TempDir static Path folder;
  private static @Nullable StandaloneCluster cluster;
  static Gates gates;

  private final List<SubmittedJob> jobs = new ArrayList<>();

  @BeforeAll
  static void build() throws Exception {
    gates = new Gates(folder.resolve("gates"));
    SubmittedJob.build();
  }

  /** The cluster, whole; started when first asked for. */
  static StandaloneCluster cluster() throws Exception {
    if (cluster == null) {
      cluster = StandaloneCluster.start(Files.createDirectories(folder.resolve("cluster")));
    }
    return cluster;
  }

  @AfterAll
  static void endCluster() {
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }

  @BeforeEach
  void repair() throws Exception {
    gates.clear();
    if (cluster != null) {
      cluster.startMissingWorkers();
    }
  }

  @AfterEach
  void endJobs() {
    jobs.forEach(SubmittedJob::close);
  }

  /** Starts a job on the cluster. */
  SubmittedJob submit(List<String> words) throws Exception {
    return submit(List.of(), words);
  }

  /** Starts a job on the cluster, with options of spark-submit. */
  SubmittedJob submit(List<String> options, List<String> words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--master", cluster().url()));
    all.addAll(List.of("--driver-memory", "512m", "--executor-memory", "512m"));
    all.addAll(options);
    return start(all, words);
  }

  /** Runs a job in one JVM, where nothing goes wrong. */
  void runUndisturbed(List<String> words) throws Exception {
    start(List.of("--master", "local[2]"), words).done();
  }

  /** Starts a job with the given options of spark-submit, the master among them. */
  SubmittedJob start(List<String> options, List<String> words) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(gates.options());
    all.addAll(words);
    SubmittedJob job = SubmittedJob.start(folder.resolve("job-" + jobs.size() + ".log"), all);
    jobs.add(job);
    return job;
  }
}
