package dev.convoy.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors in JVMs of their own: everything a task needs must travel there. */
class ClusterIT {
  @TempDir Path folder;

  @Test
  void verifyReachesEveryExecutor() throws Exception {
    Path job = Files.writeString(folder.resolve("verify.yaml"), "job: verify\n");
    String printed = runOnTwoExecutors(job.toString());
    assertThat(printed)
        .contains("executor 0 on ", "executor 1 on ")
        .contains("all cases passed on 2 executors");
  }

  @Test
  void forwardCountsEveryImage() throws Exception {
    String printed =
        runOnTwoExecutors(
            "jobs/features.yaml",
            "kernels=" + KernelsUnderTest.name(),
            "output.features=" + folder.resolve("out/f"));
    assertThat(printed)
        .contains("1,000 in = 1,000 rows + 0 rejects")
        .contains("accuracy  0.9190 (919 of 1,000 labelled images)");
    assertThat(folder.resolve("out/f/_manifest.json")).exists();
  }

  /** Spark's own small cluster; executors get the class path of the tests. */
  private String runOnTwoExecutors(String... arguments) throws IOException, InterruptedException {
    Path sparkHome = Files.createDirectories(folder.resolve("spark-home/jars")).getParent();
    Path log = folder.resolve("log.txt");
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-Dspark.master=local-cluster[2,1,1024]",
            "-Dspark.app.name=cluster",
            "-Dspark.ui.enabled=false",
            "-Dspark.executor.memory=900m",
            "-Dspark.serializer=org.apache.spark.serializer.KryoSerializer", // as on many clusters
            "-Dspark.executor.extraClassPath=" + classPath,
            "-cp",
            classPath,
            "dev.convoy.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    int exitCode = builder.start().waitFor();
    String printed = Files.readString(log);
    assertThat(exitCode).as(printed).isZero();
    return printed;
  }
}
