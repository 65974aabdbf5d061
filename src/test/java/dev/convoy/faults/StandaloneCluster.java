package dev.convoy.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Spark's own cluster from the jars of the embedded Spark: a master and two workers of one core,
 * each a JVM with an address of its own on the loopback interface, on ports the system chose.
 */
final class StandaloneCluster implements AutoCloseable {
  static final Path SPARK = Path.of("target/spark").toAbsolutePath();

  private static final Pattern MASTER_URL =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final String HOST = "127.0.0.1";
  private static final List<String> WORKER_HOSTS = // two: Spark never speculates on the same host
      List.of(HOST, "127.0.0.2");
  private static final String REGISTERED = "Registering worker";
  private static final Duration START = Duration.ofMinutes(2);

  private final Path folder;
  private final Map<String, Process> workers = new TreeMap<>();
  private final Process master;
  private final String url;
  private int workersStarted;

  private StandaloneCluster(Path folder) throws Exception {
    this.folder = folder;
    this.master = start("master", HOST, "org.apache.spark.deploy.master.Master", List.of());
    try {
      Await.until("the master did not start", START, () -> !find(MASTER_URL).isEmpty());
      this.url = find(MASTER_URL).get(0);
      startMissingWorkers();
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /** Starts one; logs go to the folder. */
  static StandaloneCluster start(Path folder) throws Exception {
    return new StandaloneCluster(folder);
  }

  /** For {@code --master}. */
  String url() {
    return url;
  }

  /** Brings the cluster back to two workers. */
  void startMissingWorkers() throws Exception {
    for (String host : WORKER_HOSTS) {
      Process present = workers.get(host);
      if (present == null || !present.isAlive()) {
        workers.put(host, startWorker(host));
      }
    }
    int needed = workersStarted;
    Await.until(
        "the workers did not register",
        START,
        () -> find(Pattern.compile("(" + REGISTERED + ")")).size() >= needed);
  }

  private Process startWorker(String host) throws IOException {
    String name = "worker-" + workersStarted++;
    String work = Files.createDirectories(folder.resolve(name)).toString();
    return start(
        name,
        host,
        "org.apache.spark.deploy.worker.Worker",
        List.of("--cores", "1", "--memory", "2g", "--work-dir", work, url));
  }

  /** The executors of the running applications. */
  List<ProcessHandle> executors() {
    return workers.values().stream().flatMap(Process::children).toList();
  }

  /** Kills the worker that runs an executor, and all its executors, as if its machine were lost. */
  void killWorkerOf(ProcessHandle executor) {
    ProcessHandle worker =
        executor.parent().orElseThrow(() -> new AssertionError("an executor without a worker"));
    List<ProcessHandle> lost = new ArrayList<>(worker.descendants().toList());
    worker.destroyForcibly();
    lost.forEach(ProcessHandle::destroyForcibly);
  }

  private Process start(String name, String host, String main, List<String> arguments)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(main));
    words.addAll(List.of("--host", host, "--port", "0", "--webui-port", "0"));
    words.addAll(arguments);
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME",
            SPARK.toString(),
            "SPARK_SCALA_VERSION",
            "2.13",
            "SPARK_LOCAL_IP",
            host,
            "SPARK_LOCAL_DIRS",
            folder.resolve("local").toString());
    return Jvm.start(log(name), SPARK.resolve("jars") + "/*", environment, words);
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private List<String> find(Pattern pattern) throws IOException {
    if (!master.isAlive()) {
      throw new AssertionError("the master ended:\n" + Files.readString(log("master")));
    }
    List<String> found = new ArrayList<>();
    try (Stream<String> lines = Files.lines(log("master"))) {
      lines.map(pattern::matcher).filter(Matcher::find).forEach(m -> found.add(m.group(1)));
    }
    return found;
  }

  /** Ends every process of it, executors included. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(master.toHandle().descendants().toList());
    all.add(master.toHandle());
    for (Process worker : workers.values()) {
      all.addAll(worker.descendants().toList());
      all.add(worker.toHandle());
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
