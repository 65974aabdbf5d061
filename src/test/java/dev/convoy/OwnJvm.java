package dev.convoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line, or another program, in a JVM of its own, as a user starts it, for what the
 * shared context of {@link SparkTest} cannot show: other numbers of cores, executors that share no
 * memory, and other libraries.
 */
public final class OwnJvm {
  /** Tag of tests that start Java several times: run with the vector kernels only. */
  public static final String TAG = "own-jvm";

  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final String COMMAND_LINE = "dev.convoy.cli.Main";

  private OwnJvm() {}

  /**
   * Runs a job on one core.
   *
   * @param folder for the log and what Spark wants to write
   * @param arguments job file and overrides
   * @return what was printed
   */
  public static String runOnOneCore(Path folder, String... arguments) throws Exception {
    return run(folder, COMMAND_LINE, CLASS_PATH, List.of("-Dspark.master=local[1]"), arguments);
  }

  /**
   * Runs a job on Spark's own small cluster: two executors in JVMs of their own, with the class
   * path of the tests.
   *
   * @return what was printed
   */
  public static String runOnTwoExecutors(Path folder, String... arguments) throws Exception {
    return run(folder, COMMAND_LINE, CLASS_PATH, twoExecutors(1), arguments);
  }

  /** Runs another program on the two executors, of so many cores each. */
  public static String runOnTwoExecutors(Path folder, int cores, Class<?> program)
      throws Exception {
    return run(folder, program.getName(), CLASS_PATH, twoExecutors(cores));
  }

  /**
   * Runs another program on cores of its own JVM.
   *
   * @param classPath its libraries
   */
  public static String run(Path folder, int cores, Class<?> program, String classPath)
      throws Exception {
    return run(
        folder, program.getName(), classPath, List.of("-Dspark.master=local[" + cores + "]"));
  }

  private static List<String> twoExecutors(int cores) {
    return List.of(
        "-Dspark.master=local-cluster[2," + cores + ",1024]",
        "-Dspark.scheduler.minRegisteredResourcesRatio=1",
        "-Dspark.executor.memory=900m",
        "-Dspark.serializer=org.apache.spark.serializer.KryoSerializer", // as on many clusters
        "-Dspark.executor.extraClassPath=" + CLASS_PATH);
  }

  /**
   * Starts a job on so many cores and does not wait for it.
   *
   * @param log what it prints
   */
  public static Process start(int cores, Path folder, Path log, String... arguments)
      throws IOException {
    List<String> settings = List.of("-Dspark.master=local[" + cores + "]");
    return start(folder, log, COMMAND_LINE, CLASS_PATH, settings, arguments);
  }

  /**
   * Starts a class of the tests on one core and does not wait for it.
   *
   * @param log what it prints
   */
  public static Process startMain(Class<?> main, Path folder, Path log, String... arguments)
      throws IOException {
    List<String> settings = List.of("-Dspark.master=local[1]");
    return start(folder, log, main.getName(), CLASS_PATH, settings, arguments);
  }

  private static String run(
      Path folder, String program, String classPath, List<String> settings, String... arguments)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    int exitCode = start(folder, log, program, classPath, settings, arguments).waitFor();
    String printed = Files.readString(log);
    assertThat(exitCode).as(printed).isZero();
    return printed;
  }

  private static Process start(
      Path folder,
      Path log,
      String program,
      String classPath,
      List<String> settings,
      String... arguments)
      throws IOException {
    Path sparkHome = Files.createDirectories(folder.resolve("spark-home/jars")).getParent();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(settings);
    command.addAll(
        List.of(
            "-Dspark.app.name=own-jvm",
            "-Dspark.ui.enabled=false",
            "-Dspark.local.dir=" + folder.resolve("spark-local"), // outlives a kill
            "-cp",
            classPath,
            program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    return builder.start();
  }
}
